//! Findings about MCP adapters beside their tools, and about the extensions of tools.

use super::{Code, Table, explain};

pub(super) const TABLE: Table = &[
    (
        Code::ResourceInvalid,
        explain(
            "A resource has no `uri` with a scheme, the same one as another, a `call` beside a \
             `location`, `x-embed` without one, or a URI without a variable that its call needs.",
            "Clients read resources by their URI, and nothing else comes with the request.",
            "Write `uri: ships://{imo}/plan` with a variable for every required argument.",
        ),
    ),
    (
        Code::PromptInvalid,
        explain(
            "A prompt has no name, the name of another, nothing to say, or a role that does not \
             exist.",
            "Clients would refuse the whole list of prompts.",
            "Give it a `name`, and a `template` of `{role, content}` or a `location`.",
        ),
    ),
    (
        Code::PromptArgument,
        explain(
            "The text of a prompt has `{{name}}`, but no argument has this name, and it stays as it \
             is. Or an argument stands nowhere in the text.",
            "A model would read the braces, or not what the caller gave.",
            "Declare the argument, or correct the name.",
        ),
    ),
    (
        Code::LocationInvalid,
        explain(
            "A `location` names nothing that can be compiled in: it is not there, too large, or \
             not below the folder of the document.",
            "Files become part of the program. At run time none is read but those of a folder that \
             an operator names.",
            "Put the files below the folder of the document and write `file:///./folder`, or write \
             `x-embed: false` and name the folder where the program runs.",
        ),
    ),
    (
        Code::ContentInvalid,
        explain(
            "A content block lacks what its type needs, or its `data` is not Base64.",
            "Clients refuse a result with such a block.",
            "Text needs `text`; images and audio need `mimeType` and `data` or `location`; a \
             resource needs `uri`.",
        ),
    ),
    (
        Code::InputSchemaInvalid,
        explain(
            "The `inputSchema` of a tool is not the schema of an object.",
            "Several clients refuse the whole list of tools for one such schema.",
            "Write `type: object`, and mappings under `properties` and `$defs`.",
        ),
    ),
    (
        Code::HeaderInvalid,
        explain(
            "An `x-mcp-header` is no header name, stands twice in a tool, or on a parameter that \
             is no text, integer or boolean.",
            "Clients leave out a tool with such a header.",
            "Use letters, digits and hyphens, once in each tool.",
        ),
    ),
];
