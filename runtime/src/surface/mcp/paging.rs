//! Paging: the argument by which a model asks for fewer elements, and the argument that leads on.

use crate::expression::Expr;
use crate::json::members;
use crate::parameter::{Kind, Parameter};
use crate::tables::{Function, FunctionBody};

/// Names of arguments that limit the number of elements, without case and separators; the first of them that a
/// tool has is used.
const SIZES: [&str; 22] = [
    "limit",
    "pagesize",
    "perpage",
    "maxresults",
    "pagelimit",
    "maxitems",
    "maxrecords",
    "maxkeys",
    "itemsperpage",
    "resultsperpage",
    "hitsperpage",
    "batchsize",
    "first",
    "top",
    "size",
    "count",
    "max",
    "take",
    "rows",
    "paginationlimit",
    "num",
    "last",
];
/// Names of arguments that lead to other elements.
const PLACES: [&str; 16] = [
    "after",
    "before",
    "continuationtoken",
    "cursor",
    "from",
    "marker",
    "nexttoken",
    "offset",
    "page",
    "pagenumber",
    "pagetoken",
    "skip",
    "start",
    "startat",
    "startingafter",
    "startindex",
];

/// The paging arguments of a tool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Paging {
    /// The argument of the tool that says how many elements there are at most.
    pub(super) size: Option<&'static str>,
    /// Set if an argument leads to other elements.
    pub(super) moves: bool,
}

impl Paging {
    /// By the names of a tool's arguments, and of those of the operation they go to.
    ///
    /// Looked at only when a result is cut, which is rare: a table in every tool would cost more.
    pub(super) fn of(function: &'static Function) -> Self {
        let parameters = function.parameters;
        let (arguments, bindings) = match function.body() {
            FunctionBody::Call { operation, bindings, .. } => (operation.arguments, *bindings),
            _ => (&[][..], &[][..]),
        };
        let names = |at: usize| {
            let passed = |binding: &Expr| matches!(binding, Expr::Parameter(index) if *index == at);
            let argument = bindings.iter().position(passed);
            let argument = argument.and_then(|argument| arguments.get(argument));
            let own = parameters.get(at).map(|parameter| parameter.name);
            own.into_iter().chain(argument.copied()).map(fold)
        };
        let is_number = |parameter: &Parameter| {
            !matches!(parameter.kind, Kind::Boolean | Kind::Array | Kind::Object)
        };
        let size = SIZES.iter().find_map(|wanted| {
            let mut numbers = parameters.iter().enumerate().filter(|(_, one)| is_number(one));
            numbers.find(|(at, _)| names(*at).any(|name| name == *wanted))
        });
        let moves =
            (0..parameters.len()).any(|at| names(at).any(|name| PLACES.contains(&name.as_str())));
        Self { size: size.map(|(_, parameter)| parameter.name), moves }
    }

    /// Returns advice on the rest of a list of which `shown` elements are shown.
    pub(super) fn advice(self, shown: usize, has_cursor: bool) -> String {
        let mut advice = match self.size {
            Some(name) => format!("Ask again with `{name}` at most {shown}"),
            None => "Call the tool with arguments that ask for less".to_owned(),
        };
        if has_cursor {
            advice.push_str("; the cursor in this answer skips what is not shown");
        } else if self.moves {
            advice.push_str("; the next page skips what is not shown");
        }
        advice.push('.');
        advice
    }

    /// Returns advice on seeing all of a result that is not a list.
    pub(super) fn less(self) -> String {
        match self.size {
            Some(name) => format!("Ask for less at once, with `{name}`."),
            None => "Call the tool with arguments that ask for less.".to_owned(),
        }
    }
}

/// Returns `true` if a document says where its list goes on, in itself or in an object inside of it.
pub(super) fn has_cursor(document: &str) -> bool {
    const DEPTH: usize = 3;
    said(document, DEPTH)
}

fn said(document: &str, depth: usize) -> bool {
    const PARTS: [&str; 8] = [
        "cursor",
        "nexttoken",
        "pagetoken",
        "continuation",
        "nextpage",
        "nextlink",
        "nextmarker",
        "nextoffset",
    ];
    const WHOLE: [&str; 7] =
        ["next", "after", "hasmore", "more", "lastevaluatedkey", "nexturl", "startingafter"];
    let Ok(Some(members)) = members(document.as_bytes()) else { return false };
    members.iter().any(|(name, value)| {
        let name = fold(name);
        let leads_on =
            WHOLE.contains(&name.as_str()) || PARTS.iter().any(|part| name.contains(part));
        let says_so = !matches!(value.trim(), "null" | "false" | "\"\"" | "[]" | "{}");
        leads_on && says_so || depth > 0 && value.starts_with('{') && said(value, depth - 1)
    })
}

fn fold(name: impl AsRef<str>) -> String {
    let kept = name.as_ref().chars().filter(char::is_ascii_alphanumeric);
    kept.map(|character| character.to_ascii_lowercase()).collect()
}

#[cfg(test)]
mod tests {
    use hyper::Method;

    use super::{Paging, has_cursor};
    use crate::bound::Arguments;
    use crate::expression::{Expr, pass};
    use crate::parameter::{Kind, Parameter, Place};
    use crate::request::UpstreamRequest;
    use crate::tables::{Function, FunctionBody, OperationInfo, RawFormat};

    fn nothing(_: &mut Arguments<'_>, _: &mut UpstreamRequest<'_>) {}

    fn of(arguments: &'static [&'static str], parameters: &'static [Parameter]) -> Paging {
        let operation: &'static OperationInfo = Box::leak(Box::new(OperationInfo {
            name: "list",
            method: Method::GET,
            path: "/",
            upstream: 0,
            repeatable: true,
            format: RawFormat::Json,
            arguments,
            prepare: nothing,
        }));
        let body = FunctionBody::relay(operation, pass(parameters.len()));
        Paging::of(Box::leak(Box::new(Function { name: "list", parameters, body })))
    }

    #[test]
    fn arguments_by_their_names() {
        static NAMED: [Parameter; 3] = [
            Parameter::optional("page", Kind::Integer, Place::Argument),
            Parameter::optional("page[size]", Kind::Integer, Place::Argument),
            Parameter::optional("count", Kind::Boolean, Place::Argument),
        ];
        assert_eq!(of(&["a", "b", "c"], &NAMED), Paging { size: Some("page[size]"), moves: true });
        // What the tool calls otherwise has the name of the operation too.
        static OTHER: [Parameter; 2] = [
            Parameter::optional("job", Kind::String, Place::Argument),
            Parameter::optional("how_many", Kind::Integer, Place::Argument),
        ];
        let found = of(&["job", "per_page"], &OTHER);
        assert_eq!(found, Paging { size: Some("how_many"), moves: false });
        assert_eq!(of(&[], &[]), Paging { size: None, moves: false });
        assert!(matches!(pass(1), [Expr::Parameter(0)]));
    }

    #[test]
    fn advice() {
        let paging = Paging { size: Some("limit"), moves: true };
        let cursor =
            "Ask again with `limit` at most 5; the cursor in this answer skips what is not shown.";
        assert_eq!(paging.advice(5, true), cursor);
        let none = Paging { size: None, moves: false };
        assert_eq!(none.advice(5, false), "Call the tool with arguments that ask for less.");
    }

    #[test]
    fn cursors_in_answers() {
        for document in [
            r#"{"data":[],"next_cursor":20}"#,
            r#"{"meta":{"page":{"@odata.nextLink":"x"}}}"#,
            r#"{"pageInfo":{"hasNextPage":true}}"#,
            r#"{"has_more":true}"#,
        ] {
            assert!(has_cursor(document), "{document}");
        }
        for document in [r#"{"next_cursor":null,"has_more":false}"#, r#"{"total":4}"#, "[]", "7"] {
            assert!(!has_cursor(document), "{document}");
        }
    }
}
