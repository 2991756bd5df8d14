//! Names that could be two things, and secrets.

use super::{Code, Table, explain};

pub(super) const TABLE: Table = &[
    (
        Code::AmbiguousVariable,
        explain(
            "A name stands for more than one thing: several binds give it different sources, or a \
             bind and a parameter have it.",
            "Whichever were taken, the other could have been meant, and a secret would go to an \
             API that it does not belong to.",
            "Say which one is meant: `{{billing.TOKEN}}` is the key `TOKEN` of the bind with the \
             namespace `billing`. A parameter is given another name.",
        ),
    ),
    (
        Code::CredentialParameter,
        explain(
            "A field of `authentication` names an input of callers. Credentials are made of \
             variables when the server starts.",
            "The caller's value would be dropped, and a variable of that name be asked of the \
             operator instead.",
            "Declare a variable in `binds` and use it here. What each caller brings along is a \
             header: `inputParameters: [{name: X-Key, in: header}]`.",
        ),
    ),
    (
        Code::PlaintextSecret,
        explain(
            "A token, key or password is written into the document. The line is not shown, since \
             reports end in logs.",
            "It is compiled into the binary and stays in the history of the repository; whoever \
             has one of them can call the API.",
            "Write `token: \"{{env.API_TOKEN}}\"`, declare `API_TOKEN` in `binds`, and have the \
             written secret revoked.",
        ),
    ),
    (
        Code::SecretInAnswer,
        explain(
            "An output has a variable in it that `authentication` uses too.",
            "Every caller would read the credential of an API, or of the surface itself.",
            "Leave it out of the output. What callers may see is a variable of its own.",
        ),
    ),
    (
        Code::ToolUndescribed,
        explain(
            "A tool has no `description`. The description of the called operation stands in, or \
             the name.",
            "Models choose tools by what they read; a name alone is chosen wrongly, or not at all.",
            "Say in a sentence what it does and when to use it: `description: Cancels a job that \
             is still queued.`",
        ),
    ),
];
