//! R58 to R69: references and inputs of exposed units.

use super::{Code, Table, explain};

pub(super) const TABLE: Table = &[
    (
        Code::WithBodyField,
        explain(
            "A reference goes into the request body: `rest.body.input` is the field `input` of \
             the JSON a caller sends.",
            "Harmless; a parameter that is really called `body.input` would win.",
            "Nothing has to be done.",
        ),
    ),
    (
        Code::WithKindPrefix,
        explain(
            "A reference uses the kind of the adapter, `rest.job_id` or `tools.job_id`. It is the \
             parameter `job_id` of this very unit.",
            "Harmless here; by the specification the prefix is the namespace of the adapter.",
            "Nothing has to be done.",
        ),
    ),
    (
        Code::WithLiteral,
        explain(
            "A `with` entry has a value without a prefix, such as `message_type: text`. It is a \
             constant, even when a parameter has the same name.",
            "If a parameter was meant, callers cannot set it and every request carries the same \
             text.",
            "For a parameter write the prefix: `message_type: rest.message_type`.",
        ),
    ),
    (
        Code::WithStructure,
        explain(
            "A `with` entry is a list or a mapping. It is a constant structure in which `tools.x` \
             and `rest.x` are references.",
            "Harmless; any other text in it is constant.",
            "Nothing has to be done.",
        ),
    ),
    (
        Code::WithTemplate,
        explain(
            "A `with` entry uses braces: `{{env.X}}` is a variable, `{{tools.x}}` a reference.",
            "Harmless here; the specification writes references without braces.",
            "Nothing has to be done.",
        ),
    ),
    (
        Code::WithType,
        explain(
            "`with` is not a mapping from argument names to values.",
            "Which argument gets which value is unknown.",
            "Write `with: {job_id: rest.job_id}`.",
        ),
    ),
    (
        Code::WithNameFolded,
        explain(
            "A `with` key differs from the argument it means only in case or separators, such as \
             `src-address` and `src_address`. It is taken for that argument.",
            "Harmless, since only one argument fits.",
            "Write the name of the argument exactly.",
        ),
    ),
    (
        Code::UndeclaredArgument,
        explain(
            "A `with` key or a declared input names no argument of the called operation. It is \
             sent all the same: in the query for GET, HEAD and DELETE, as a field of a JSON body \
             otherwise.",
            "The API may ignore it, so a filter that a caller sets has no effect.",
            "Correct the name, or declare it on the operation: `inputParameters: [{name: limit, \
             in: query}]`.",
        ),
    ),
    (
        Code::InputsInferred,
        explain(
            "A route or tool declares no `inputParameters`. Its inputs are the arguments of the \
             operation it calls.",
            "Harmless; names, types and descriptions come from there.",
            "Declare the inputs to offer fewer of them, or to describe them better.",
        ),
    ),
    (
        Code::InputRequiredDefault,
        explain(
            "A tool input does not say whether it is required. It is when the argument it fills \
             is; only without such an argument does the official default, true, hold.",
            "The official default would make list tools demand every optional filter.",
            "Say it: `required: false`.",
        ),
    ),
    (
        Code::InputInMissing,
        explain(
            "An input of a route does not say where it comes from. It is taken from the path, the \
             query, a header or the body, as its name and the argument it fills suggest.",
            "A caller who sends it elsewhere gets an error or no effect.",
            "Say it: `in: query`.",
        ),
    ),
    (
        Code::InputMetadata,
        explain(
            "An input has no description, or a REST input says `required`, which the \
             specification knows for tools only. Both are accepted.",
            "A tool input without description is hard to fill for a model.",
            "Add a description: `description: Page to start from, counted from 0`.",
        ),
    ),
    (
        Code::TypeDiffers,
        explain(
            "An exposed input is an array or an object, and the consumed parameter it goes to is \
             declared as something else.",
            "No value fits both: callers who give what they are asked for would be refused.",
            "Make the two types the same, or leave out the `type` of the consumed parameter.",
        ),
    ),
    (
        Code::InputPath,
        explain(
            "The `value` of an input is a path, as `$.user.id`, and the input does not come from \
             the body of a REST request.",
            "There is nothing that the path could be read from, and its text would be sent instead.",
            "Write `in: body` on an operation of a REST adapter. Elsewhere leave `value` out, so \
             that callers give the input itself.",
        ),
    ),
    (
        Code::InputUnchecked,
        explain(
            "An input has a key that narrows what it may be, or says how it is written, and that is \
             not applied: `pattern`, `uniqueItems`, `style`, `explode`, `nullable`, `schema`; or one \
             that would be, with a value that is none of its, as in `minimum: low`.",
            "Every value that fits what else is said is sent on: the API decides.",
            "Rely on the checks of the API, and say the rule in the `description`. Applied are \
             `enum`, `const`, `items`, `properties`, `additionalProperties`, `minimum`, `maximum`, \
             `exclusiveMinimum`, `exclusiveMaximum`, `multipleOf`, `minLength`, `maxLength`, \
             `minItems` and `maxItems`; `default` stands in for what is left out.",
        ),
    ),
    (
        Code::BoundsContradict,
        explain(
            "Two bounds of a value leave nothing between them, as in `minimum: 9` and `maximum: 1`, \
             or a `minLength` above the `maxLength`.",
            "Every value is refused, whatever a caller gives.",
            "Exchange the two, or leave out the one that is not meant.",
        ),
    ),
    (
        Code::DefaultRefused,
        explain(
            "The `default` of an input is a value that its own rules refuse: one of another type, \
             beyond a bound, or none of those that `enum` lists.",
            "It is not applied, and not published: a caller who leaves the input out is treated as \
             if there were no `default`.",
            "Write a value that callers could give, or leave the `default` out.",
        ),
    ),
    (
        Code::ValueRefused,
        explain(
            "`enum` or `const` has a value that the other rules of the same input refuse, as \
             `enum: ['8', '16']` beside `type: integer`, where the quotes make texts of the numbers.",
            "No caller can give that value, although it is offered.",
            "Correct the value, as in `enum: [8, 16]`, or the rule that refuses it.",
        ),
    ),
    (
        Code::ExampleRefused,
        explain(
            "An `example` of a schema is a value that the schema refuses.",
            "Nothing depends on it, but a caller who follows the example is refused.",
            "Write a value that callers could give.",
        ),
    ),
    (
        Code::ConstantRefused,
        explain(
            "A constant under `with`, or the `value` of an input, is one that the consumed parameter \
             it goes to cannot have: no number where a number is declared, or one beyond its bounds.",
            "Of another type, it makes every call fail; beyond a bound, the API decides.",
            "Write a value of the type. Where a parameter was meant, write its prefix: \
             `limit: tools.limit`.",
        ),
    ),
    (
        Code::WithNull,
        explain(
            "An entry of `with` is null, as in `with: {page: null}` or `page:` without a value. It \
             counts as absent.",
            "The argument is not left out by that: callers give it under its own name, unless the \
             unit declares its inputs.",
            "Remove the entry, or write a value. `inputParameters` lists what callers may give.",
        ),
    ),
    (
        Code::InputMoved,
        explain(
            "An input of a REST operation says `in: path`, and the path has no placeholder of its \
             name.",
            "Callers who read the document would look for it in the path; it is taken from where the \
             argument goes, or from the query.",
            "Write the placeholder in the path, or say `in: query`.",
        ),
    ),
    (
        Code::HoleSpelling,
        explain(
            "A text has something in it that looks like a reference to a parameter: `{id}`, `$id`, \
             `tool.id`. It is sent as it is written.",
            "A hole is written `{{id}}`, or `tools.id` in `with`; the upstream would get the braces \
             instead of the value.",
            "Write `{{id}}` if the value is meant. Nothing has to be done if the text is.",
        ),
    ),
    (
        Code::InputOverridden,
        explain(
            "A unit declares an input that counts for nothing: `with` or another input gives its \
             argument a value, or the input is declared once more.",
            "Callers cannot give it, although the document lists it; who tries gets a 400.",
            "Remove the input, or the entry of `with` that stands in its place.",
        ),
    ),
    (
        Code::HoleUndeclared,
        explain(
            "A constant has a `{{name}}` in it that is no declared input, no placeholder of the \
             path and no variable. It becomes an input that callers may give.",
            "Nobody says what it is for, and without it the text has a gap, or the value is left \
             out. Often the name is a slip.",
            "Declare it under `inputParameters`, or as a key of a bind.",
        ),
    ),
    (
        Code::InputMapping,
        explain(
            "An input has a `mapping` such as `query.page`. It says place and name of the \
             argument it fills.",
            "Harmless here; the specification uses `with` for it.",
            "Write `with: {page: rest.page}` on the unit.",
        ),
    ),
    (
        Code::WithPartial,
        explain(
            "`with` does not mention every argument of the operation. The others are inputs under \
             their own names, unless the unit declares its inputs.",
            "Callers can send more than `with` lists; it assigns values and is no filter.",
            "To offer fewer inputs, declare those that are wanted under `inputParameters`.",
        ),
    ),
    (
        Code::UnboundRequiredArgument,
        explain(
            "The operation requires an argument that neither `with` nor the declared inputs \
             provide. It becomes a required input under its own name.",
            "Without it every call would fail, but callers may not expect it, since the document \
             does not list it.",
            "Provide it: add an input, or a constant as in `with: {version: '2024-01'}`.",
        ),
    ),
    (
        Code::AmbiguousPathParam,
        explain(
            "A path has two placeholders that differ only in case or separators, such as \
             `{job-id}` and `{job_id}`.",
            "Which of the two a reference means cannot be told.",
            "Rename one of them: `{parent-job-id}`.",
        ),
    ),
    (
        Code::PathParamRepeated,
        explain(
            "An exposed path has the same placeholder more than once, as in \
             `/accounts/{id}/members/{id}`.",
            "One name has one value. A request whose values differ is answered with 400, since \
             one of them could not be passed on.",
            "Give the placeholders different names, or leave one of them out.",
        ),
    ),
    (
        Code::PathParamFolded,
        explain(
            "A placeholder and the reference to it are written differently, `{job-id}` and \
             `rest.job_id`. They are taken for the same.",
            "Harmless, since only one placeholder fits.",
            "Nothing has to be done, or write both alike.",
        ),
    ),
    (
        Code::UnusedPathParam,
        explain(
            "An exposed path, or the URI of a resource, has a placeholder that nothing reads. \
             Requests are routed by it, and its value is ignored.",
            "A caller who asks for one item gets the same answer whatever the id is.",
            "Hand it on, `with: {job_id: rest.job_id}`, or remove it from the path.",
        ),
    ),
];
