//! R80 to R84: outputs and Rust names.

use super::{Code, Table, explain};

pub(super) const TABLE: Table = &[
    (
        Code::OutputInteger,
        explain(
            "An output has `type: integer`. The specification has `number` only; the value is a \
             whole number.",
            "Harmless here; strict tools refuse the word.",
            "Nothing has to be done.",
        ),
    ),
    (
        Code::OutputUnchecked,
        explain(
            "An output says something about its value that is not so, or that nobody compares: a \
             constant that is not of the `type`, or a `const` beside a `mapping`.",
            "The constant is sent as it is written, and what the `mapping` finds as it comes. \
             Readers who rely on the type or the `const` are misled.",
            "Write a value of the `type`, and `value` without `mapping` for what is always the \
             same.",
        ),
    ),
    (
        Code::OutputInvalid,
        explain(
            "An output cannot be understood: an unknown type, or neither `mapping` nor `value` \
             nor a structure.",
            "What callers get is unknown.",
            "Give it a type and a source: `{type: string, mapping: $.status}`.",
        ),
    ),
    (
        Code::OutputUnmapped,
        explain(
            "A property of an output, or an output with a name, has neither `mapping` nor `value` \
             nor properties of its own.",
            "Its name alone does not select anything. Read as the whole answer it would show \
             callers what the document never meant to show.",
            "Write the path: `{type: string, mapping: $.status}`. Where the whole answer is meant, \
             say so: `mapping: $`.",
        ),
    ),
    (
        Code::OutputOpen,
        explain(
            "An output is an object without `properties`, or an array without `items`. The value \
             is passed on as it is and never checked.",
            "Callers cannot know its structure, so it is not published as the output schema of a \
             tool.",
            "Describe it where callers gain from it: `properties: {id: {type: string, mapping: \
             $.id}}`.",
        ),
    ),
    (
        Code::JsonpathUnsupported,
        explain(
            "A path into the response uses more than names, `['name']`, `[n]` and `[*]`, such as \
             filters or `..`, or is not written as RFC 9535 has it: `[01]`, an unknown escape.",
            "The value it selects could not be found at run time, and would be null in silence.",
            "Write the path out: `$.data[0].id`; a name with other characters than letters, digits, \
             `_` and `-` in quotes: `$['@id']`.",
        ),
    ),
    (
        Code::OutputRoot,
        explain(
            "An output is `$.` or `$`, the whole response. Its bytes are passed through without \
             being decoded.",
            "Harmless; strict readers of JSONPath refuse `$.`.",
            "Nothing has to be done.",
        ),
    ),
    (
        Code::ObjectMapping,
        explain(
            "An output of type object has both `mapping` and `properties`. The properties are \
             read from the whole response, and the `mapping` of the object is not applied.",
            "A property whose path is meant to start at the mapped part finds nothing, and its \
             field is null.",
            "Write the whole path into each property and remove `mapping` from the object.",
        ),
    ),
    (
        Code::OutputNamed,
        explain(
            "The outputs of a route or tool have names. The answer is one object with a field for \
             each.",
            "A single named output is an object with one field too, where other engines return \
             the bare value.",
            "Leave the name out to return the value itself: `outputParameters: [{type: object, \
             value: $.}]`.",
        ),
    ),
    (
        Code::RustDigit,
        explain(
            "A name starts with a digit, which Rust does not allow. The Rust name gets an `n` in \
             front.",
            "Harmless; only the generated code is concerned, the name on the wire stays.",
            "Nothing has to be done.",
        ),
    ),
    (
        Code::RustKeyword,
        explain(
            "A name is a word Rust reserves, such as `type`. The Rust name gets a `_` at its end.",
            "Harmless; only the generated code is concerned, the name on the wire stays.",
            "Nothing has to be done.",
        ),
    ),
    (
        Code::RustCollision,
        explain(
            "Two names of one scope become the same in Rust, such as `maxResults` and \
             `MaxResults`. The later one gets `_2` at its end.",
            "Inserting a name before them moves the numbers, and users of the typed client have \
             to follow.",
            "Rename one of the two where the API allows it.",
        ),
    ),
];
