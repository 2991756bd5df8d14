//! What an adapter for operators can say.

use super::{Code, Table, explain};

pub(super) const TABLE: Table = &[
    (
        Code::ControlTwice,
        explain(
            "A capability has a second adapter of type `control`.",
            "Both would tell the same, and only one can be meant.",
            "Remove one of them.",
        ),
    ),
    (
        Code::ControlExposed,
        explain(
            "A control adapter listens on an address that other machines can reach.",
            "What it tells is for operators: names of hosts, numbers of calls, limits.",
            "Listen on 127.0.0.1, or let only your own monitoring reach the port.",
        ),
    ),
    (
        Code::ControlDeclined,
        explain(
            "A control adapter asks for something that is not served: reload, validation, a \
             stream of the log, scripts or exporters. The rest of the adapter works.",
            "At run time there is no document, so there is none to reload, validate or script; \
             requests for it are answered 404.",
            "Remove the key. Compile a changed document and restart; collect the log from stderr.",
        ),
    ),
];
