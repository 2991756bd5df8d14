//! R49 to R57 and R70 to R79: adapters, calls, names, routes, features.

use super::{Code, Table, explain};

pub(super) const TABLE: Table = &[
    (
        Code::NothingExposed,
        explain(
            "The capability exposes no route and no tool. Only the typed client is compiled.",
            "A server made from this file has nothing to serve.",
            "Add an adapter with operations or tools under `exposes`, or use the crate as a \
             client.",
        ),
    ),
    (
        Code::AdapterTypeUnsupported,
        explain(
            "An adapter has a type or a transport that the compiler does not know.",
            "The surface would be missing from the server.",
            "Use `type: rest` or `type: mcp`; `transport` of an MCP adapter is `http` or `stdio`.",
        ),
    ),
    (
        Code::SkillAdapterIgnored,
        explain(
            "A skill adapter groups tools of other adapters and executes nothing itself. It is \
             left out.",
            "Clients see the tools, but not the grouping.",
            "Nothing has to be done as long as the tools themselves stand on an MCP adapter.",
        ),
    ),
    (
        Code::AdapterEmpty,
        explain(
            "A REST adapter has no operations, or an MCP adapter has no tools. It is compiled as \
             an empty surface.",
            "A client that connects finds nothing, which usually means that the content was lost.",
            "Add operations or tools, or remove the adapter.",
        ),
    ),
    (
        Code::StdioPort,
        explain(
            "An MCP adapter with `transport: stdio` has a port. The port is ignored.",
            "Nobody can connect to it, since stdio is a pipe between two processes.",
            "Remove `port`, or use `transport: http`.",
        ),
    ),
    (
        Code::TransportMissing,
        explain(
            "An MCP adapter has no `transport`. It is served over HTTP.",
            "Harmless; the binary can serve the same tools on stdin and stdout by `mcp --stdio`.",
            "Nothing has to be done.",
        ),
    ),
    (
        Code::PortConflict,
        explain(
            "Two adapters of the document listen on one port. Only one REST and one MCP adapter \
             may share, with MCP under `/mcp`.",
            "The second could not listen, and the program would fail at start.",
            "Give one of them another port: `port: 8081`.",
        ),
    ),
    (
        Code::PortInvalid,
        explain(
            "A port is not a whole number from 1 to 65535.",
            "Nothing can listen on it.",
            "Write a number: `port: 8080`.",
        ),
    ),
    (
        Code::PortMissing,
        explain(
            "An adapter has no port. REST takes 8080, MCP takes 9090.",
            "Another program, or another capability in the same binary, may listen there already.",
            "Add one: `port: 8080`. Where the program runs, `<NAMESPACE>_PORT` overrides it.",
        ),
    ),
    (
        Code::AdapterName,
        explain(
            "An adapter has no namespace, or one outside the official pattern. A name is made up \
             from its type.",
            "The names of its variables, `<NAMESPACE>_PORT` and `<NAMESPACE>_ADDRESS`, derive \
             from it.",
            "Add one: `namespace: training-jobs-rest`.",
        ),
    ),
    (
        Code::CallMissing,
        explain(
            "An exposed operation or tool has neither `call` nor `steps` nor a constant output. \
             Other words, such as `operation:` or `calls:`, are not understood.",
            "It would be offered to callers and could never answer.",
            "Name what it calls: `call: training-api.list-jobs`.",
        ),
    ),
    (
        Code::CallSyntax,
        explain(
            "A `call` is not of the form `namespace.operation`.",
            "What it calls is unknown.",
            "Write both parts, joined by a dot: `call: training-api.list-jobs`.",
        ),
    ),
    (
        Code::UnknownNamespace,
        explain(
            "A `call` names a namespace that no consumes entry has. The message names entries \
             that have the operation.",
            "There is no API to call.",
            "Correct the part before the dot, or add the consumes entry.",
        ),
    ),
    (
        Code::UnknownOperation,
        explain(
            "A `call` names an operation that its namespace does not have. Names are compared \
             exactly; the message names the nearest one.",
            "There is nothing to call, and a similar name may do something quite different.",
            "Correct the part after the dot: `call: training-api.list-jobs`.",
        ),
    ),
    (
        Code::MethodDiffers,
        explain(
            "The route has another method than the operation it calls, such as GET for a search \
             by POST. Body arguments then come from the query of the route.",
            "Harmless for searches; a GET route that changes something may be repeated or cached \
             by clients.",
            "Use the same method on both sides unless the call only reads.",
        ),
    ),
    (
        Code::UnitName,
        explain(
            "A route or tool has no name, or an unusual one. A missing one becomes method and \
             path for a route, and the name of the operation for a tool.",
            "Harmless, but a made-up name changes when the path does.",
            "Add one: `name: list-jobs`.",
        ),
    ),
    (
        Code::ToolName,
        explain(
            "A tool name is longer than 128 characters, or has characters other than letters, \
             digits, `_`, `-` and `.`.",
            "MCP clients may refuse the tool, or the whole list.",
            "Rename the tool: `name: list-jobs`.",
        ),
    ),
    (
        Code::ToolParamName,
        explain(
            "A tool has an input whose name models cannot use, such as `$filter` or `expand[]`. \
             It is published as written.",
            "Common model APIs accept letters, digits, `_`, `.` and `-`, at most 64, and refuse \
             the tool otherwise.",
            "Rename it for callers: `with: {$filter: tools.filter}`.",
        ),
    ),
    (
        Code::RouteShadowed,
        explain(
            "Two routes of one adapter have the same method and the same shape; names of \
             placeholders do not count. The first is served, the later one is not.",
            "Nobody can reach the later one.",
            "Give one of them another path: `/campaigns/{campaign_id}` instead of \
             `/{campaign_id}`.",
        ),
    ),
    (
        Code::ToolShadowed,
        explain(
            "Two tools of one adapter have the same name. The first is served, the later one is \
             not.",
            "Nobody can call the later one.",
            "Rename one of the two.",
        ),
    ),
    (
        Code::ExposedPathForm,
        explain(
            "An exposed path has an unusual form: a placeholder within a segment, `#`, a query. A \
             `?k=v` is a condition that requests must meet, and `#` is matched as `%23`.",
            "Callers have to know about it; such routes are easy to miss.",
            "The plain form is `path: /jobs/{job-id}`.",
        ),
    ),
    (
        Code::PathLiteral,
        explain(
            "A segment of a path looks like a placeholder of another notation: `:id`, `<id>`, `*`. \
             It is text.",
            "Only requests with these very characters are meant by it, which is seldom what the \
             author wants.",
            "Write `{id}`. Nothing has to be done if the text is meant.",
        ),
    ),
    (
        Code::PathOneSegment,
        explain(
            "The path of an operation ends with the placeholder `{path}`. It stands for one \
             segment, as every placeholder of an operation does.",
            "In some engines it takes the rest of the path. Here a request with more segments is \
             404; a slash in the value is written `%2F`.",
            "Nothing has to be done if one segment is meant. `forward` passes whole paths on.",
        ),
    ),
    (
        Code::UnitPath,
        explain(
            "An exposed operation has a `path` of its own. It is joined to the path of its \
             resource.",
            "Harmless here; the specification knows paths on resources only.",
            "Put the whole path on a resource of its own.",
        ),
    ),
    (
        Code::HintMethodMismatch,
        explain(
            "A tool is marked `readOnly: true` but calls PUT, PATCH or DELETE. The hint is \
             published as written.",
            "Clients run read-only tools without asking their user.",
            "Set `readOnly: false`, and `destructive: true` where something is lost.",
        ),
    ),
    (
        Code::HintMisspelt,
        explain(
            "A key of `hints` is almost one that is known, as `readonly` or `readOnlyHint`.",
            "Clients are not told it, and ask their users before every call, or do not.",
            "Write `readOnly`, `destructive`, `idempotent` or `openWorld`.",
        ),
    ),
    (
        Code::HintsExtra,
        explain(
            "`hints` has keys the specification does not know, or values that are not true or \
             false. Those are left out.",
            "Clients do not see them and assume the worst, that the tool is destructive.",
            "Use `readOnly`, `destructive`, `idempotent` and `openWorld` with true or false.",
        ),
    ),
    (
        Code::ForwardInvalid,
        explain(
            "A `forward` has no target, a path with mixed segments, or trusts a header that is \
             between two neighbours only.",
            "Requests would go nowhere, or carry what the next server must not believe.",
            "Name a `targetNamespace` that is consumed, and end the path with `/{path}`.",
        ),
    ),
    (
        Code::ForwardInput,
        explain(
            "An input of a consumes entry has a value that cannot be added to a request that is \
             passed on: it is made of what callers of operations give, or belongs to the path or \
             the body.",
            "Requests that are passed on go without it; the API may answer them differently.",
            "Make the value of constants and variables, in the query, a header or a cookie, or \
             declare the input on the operations that need it.",
        ),
    ),
    (
        Code::StepsUnsupported,
        explain(
            "The unit consists of `steps`, an official feature that this compiler does not \
             implement yet.",
            "Without its steps the unit would do nothing.",
            "Call one operation by `call`, or compose the calls in a service of your own that \
             uses the typed client.",
        ),
    ),
    (
        Code::UnsupportedFeature,
        explain(
            "The document uses a feature that this compiler does not implement yet, an official \
             one such as `aggregates` or a YAML tag such as `!include`. The message names it. Any \
             unknown key that protects is one of them: `tunnel`, `proxy`, `tls`, `security` and the like.",
            "Leaving it out would compile something else than was written.",
            "Express the same by other means, or remove the feature.",
        ),
    ),
];
