//! R24 to R40: consumed resources, operations and parameters.

use super::{Code, Table, explain};

pub(super) const TABLE: Table = &[
    (
        Code::ResourceName,
        explain(
            "A consumed resource has no name, a repeated one, or one with unusual characters.",
            "Harmless; a call names a namespace and an operation, never a resource.",
            "Nothing has to be done.",
        ),
    ),
    (
        Code::OperationId,
        explain(
            "A consumed operation has `id` instead of `name`. The id is its name.",
            "Harmless here; strict tools refuse the file.",
            "Rename the key: `name: list-jobs`.",
        ),
    ),
    (
        Code::OperationName,
        explain(
            "An operation name has characters outside the official pattern. Calls use it as \
             written; the Rust name is derived from it.",
            "Harmless, apart from strict tools.",
            "Prefer lower-case words with `-`: `list-jobs`.",
        ),
    ),
    (
        Code::OperationNameMissing,
        explain(
            "A consumed operation has neither `name` nor `id`.",
            "Nothing could call it.",
            "Add one: `name: list-jobs`.",
        ),
    ),
    (
        Code::NameTooLong,
        explain(
            "The name of an operation, of a consumed namespace or of the document is too long for \
             the name of a file; with `_` between its words it may have 200 bytes.",
            "Each of them becomes a file or a folder of the generated crate, and no file system \
             takes more than 255 bytes.",
            "Give it a shorter name; what it is about belongs into `description`.",
        ),
    ),
    (
        Code::DuplicateOperation,
        explain(
            "A namespace has two operations of one name. When both have the same method and path, \
             the later one is dropped; otherwise both are kept as long as no call names them.",
            "A call of that name could mean either.",
            "Give the later one a name of its own.",
        ),
    ),
    (
        Code::AmbiguousCall,
        explain(
            "A call names an operation that its namespace has several times with different \
             methods or paths. The message lists them.",
            "Taking the first would, for instance, send the route for one item to the list of all \
             items.",
            "Give the operations different names and call the one that is meant: `call: \
             dlp.get-dictionary`.",
        ),
    ),
    (
        Code::MethodExtra,
        explain(
            "The method is HEAD or OPTIONS, or not written in capitals. It is taken as it is.",
            "Harmless here; strict tools know GET, POST, PUT, PATCH and DELETE in upper case.",
            "Write the method out: `method: GET`.",
        ),
    ),
    (
        Code::MethodUnsupported,
        explain(
            "The method is not one of GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE.",
            "No request can be made from it.",
            "Correct it: `method: POST`.",
        ),
    ),
    (
        Code::OperationPath,
        explain(
            "An operation has a `path` of its own. When such paths repeat the path of their \
             resource they replace it, otherwise they are appended to it; the choice holds for \
             the whole consumes entry.",
            "The rule is derived from how files are written in practice, not from the \
             specification.",
            "Put the whole path on a resource of its own.",
        ),
    ),
    (
        Code::PathMissing,
        explain(
            "Neither the operation nor its resource has a path.",
            "The address of the call is unknown.",
            "Add one to the resource: `path: /jobs`. For the base URI itself write `path: /`.",
        ),
    ),
    (
        Code::PathForm,
        explain(
            "A consumed path has an unusual form: `{{x}}` for `{x}`, a placeholder within a \
             segment, no leading `/`, blanks, `{key+}`. It is understood; a variable in it is a \
             constant piece, and `{key+}` keeps its slashes.",
            "Harmless, but worth a look when the API answers 404.",
            "The plain form is `path: /jobs/{job-id}`.",
        ),
    ),
    (
        Code::PathSyntax,
        explain(
            "The braces of a path are unbalanced or nested, as in `/jobs/{id`.",
            "Where the placeholder ends is unknown, so the request would go to a wrong address.",
            "Close every placeholder: `/jobs/{id}`.",
        ),
    ),
    (
        Code::PathFragment,
        explain(
            "A consumed path contains `#`, which descriptions of AWS use to tell operations of \
             one address apart. The request is sent to the part before it.",
            "A fragment never travels over HTTP, so the API cannot see which operation was meant.",
            "Name the operation the way the API wants it, often by a header or a query parameter, \
             and remove the `#` part.",
        ),
    ),
    (
        Code::PathQuery,
        explain(
            "A consumed path contains `?`. What follows is sent as fixed query parameters, before \
             all others; placeholders in it are query arguments.",
            "Declared parameters of the same name are sent in addition, not instead.",
            "Declare the parameters: `inputParameters: [{name: Action, in: query, value: \
             RunInstances}]`.",
        ),
    ),
    (
        Code::PathParamUndeclared,
        explain(
            "A path has a placeholder without a declared parameter. It is a required argument of \
             type string.",
            "The argument has neither description nor type, which matters when a model has to \
             fill it.",
            "Declare it: `inputParameters: [{name: job_id, in: path, type: string, description: \
             …}]`.",
        ),
    ),
    (
        Code::OrphanPathParam,
        explain(
            "A parameter is declared `in: path`, but the path has no place for it. For GET, HEAD, \
             PUT, PATCH and DELETE it is appended: `/products` with `productId` becomes \
             `/products/{productId}`.",
            "The placeholder was lost on the way, and where it stood is a guess that is right \
             about four times in five.",
            "Write it into the path: `path: /products/{productId}`.",
        ),
    ),
    (
        Code::UnroutableOperation,
        explain(
            "A POST operation has a path parameter without a place in the path. The route and the \
             tool exist, but answer 501 and an error result instead of calling anything.",
            "For POST the end of the path is as likely wrong as right, and a wrong address may \
             change the wrong thing.",
            "Write the placeholder into the path: `path: /orders/{orderId}/cancel`.",
        ),
    ),
    (
        Code::ParamMetadata,
        explain(
            "A consumed parameter has `type`, `required` or `description`. They are used for the \
             inputs of routes and tools.",
            "Harmless; the official schema does not have these keys, but nothing else says what a \
             caller may send.",
            "Nothing has to be done.",
        ),
    ),
    (
        Code::ParamTypeMissing,
        explain(
            "A consumed parameter has no type. It is a string, or any JSON when it belongs to the \
             body.",
            "A number or a list is then not checked before it is sent.",
            "Add the type: `type: integer`.",
        ),
    ),
    (
        Code::TypeInvalid,
        explain(
            "A type is not one of string, number, integer, boolean, array, object.",
            "What a caller may send is unknown.",
            "Use one of the six: `type: string`.",
        ),
    ),
    (
        Code::ParamInInvalid,
        explain(
            "`in` of a parameter is not one of path, query, header, cookie, body.",
            "Where to send the value is unknown, and a wrong place loses it.",
            "Use one of the five: `in: query`.",
        ),
    ),
    (
        Code::ParamInMissing,
        explain(
            "A parameter has no `in`. It goes into the path when a placeholder has its name, else \
             into the body for POST, PUT and PATCH, else into the query.",
            "The API may expect it in another place, such as a header.",
            "Add it: `in: query`.",
        ),
    ),
    (
        Code::ParamName,
        explain(
            "A parameter name has characters outside the official pattern, such as `$filter` or \
             `filter[name]`. It is sent byte for byte as written; only the Rust name differs.",
            "Harmless; see `tool-param-name` for what models make of it.",
            "Nothing has to be done.",
        ),
    ),
    (
        Code::EmptyParamName,
        explain(
            "A parameter has the name `''`. It is left out; usually a reference into an OpenAPI \
             document was lost.",
            "Whatever the parameter was for cannot be sent.",
            "Give it its name, or remove the entry.",
        ),
    ),
    (
        Code::ParamTwoPlaces,
        explain(
            "Two parameters of one operation have the same name in different places, such as path \
             and query. They are one argument whose value goes to both.",
            "If the API means two different things by them, one of the two values is wrong.",
            "Remove the one that is not meant.",
        ),
    ),
    (
        Code::ReservedHeader,
        explain(
            "A declared header is one that the HTTP client must set itself, such as `Host` or \
             `Content-Length`, or `Authorization` next to an authentication entry. It is left \
             out, with every `with` entry for it.",
            "A caller could break the framing of the request, and a tool would ask a model for a \
             token.",
            "Remove the parameter; credentials belong under `authentication`.",
        ),
    ),
    (
        Code::ParamValue,
        explain(
            "A consumed parameter has a `value`: a constant, a variable, or `{{tools.x}}` for the \
             argument `x`. It is filled in from there.",
            "A constant is not an input, so no caller can change it.",
            "Nothing has to be done.",
        ),
    ),
];
