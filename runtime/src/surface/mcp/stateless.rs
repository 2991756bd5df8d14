//! Revision 2026-07-28: every request describes itself, and nothing is remembered.

use std::borrow::Cow;

use super::params::{self, Meta};
use super::rpc::{self, Code, Reply};
use super::{Call, McpServer, Recorded, trace};
use crate::problem::clip;
use crate::upstream::Context;

/// The error with which a request is answered before anything has handled it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum StatelessRefusal<'a> {
    /// `_meta` lacks what every request must carry.
    Meta(String),
    /// A header says something else than the body.
    Header(String),
    /// The claimed revision is not served.
    Revision(Cow<'a, str>),
    /// There is no such method.
    Method(&'a str),
}

impl StatelessRefusal<'_> {
    /// A mismatch between a header and the body, both clipped.
    pub(super) fn mismatch(header: &str, found: &str, body: &str) -> Self {
        let (found, body) = (clip(found, 64), clip(body, 64));
        Self::Header(format!("Header mismatch: {header} is '{found}', body says '{body}'"))
    }

    /// MCP 2026-07-28, "Error codes and HTTP statuses".
    pub(crate) fn reply(&self, id: &str) -> Reply {
        match self {
            Self::Meta(message) => rpc::error(id, Code::InvalidParams, message),
            Self::Header(message) => rpc::error(id, Code::HeaderMismatch, message),
            Self::Revision(asked) => rpc::unsupported(id, asked),
            Self::Method(name) => rpc::unknown_method(id, name),
        }
    }
}

/// The revision a request claims, once its `_meta` is complete: MCP 2026-07-28, "What every
/// request carries". Names and versions of clients are not demanded.
pub(crate) fn claim<'a>(meta: &Meta<'a>) -> Result<Cow<'a, str>, StatelessRefusal<'a>> {
    let revision = member(meta.protocol_version, "protocolVersion", '"', "a string")?;
    member(meta.client_capabilities, "clientCapabilities", '{', "an object")?;
    Ok(params::text(Some(revision)).unwrap_or_default())
}

/// `first` is what a value of the right type begins with.
fn member<'a>(
    value: Option<&'a str>,
    name: &str,
    first: char,
    kind: &str,
) -> Result<&'a str, StatelessRefusal<'a>> {
    let wrong = match value {
        Some(value) if value.starts_with(first) => return Ok(value),
        Some(_) => format!("io.modelcontextprotocol/{name} in _meta must be {kind}"),
        None => format!("_meta is missing io.modelcontextprotocol/{name}"),
    };
    Err(StatelessRefusal::Meta(format!("Invalid params: {wrong}")))
}

impl McpServer {
    /// The answer to a request that claims `revision`. `ping` and `initialize` do not exist here.
    pub(super) async fn handle_stateless<'a>(
        &self,
        revision: Cow<'a, str>,
        call: Call<'a>,
        context: &Context,
    ) -> Result<Reply, StatelessRefusal<'a>> {
        if revision != super::era::STATELESS {
            return Err(StatelessRefusal::Revision(revision));
        }
        if let Some(own) = trace::begin(self, &call, context) {
            return self.recorded_stateless(revision, call, own).await;
        }
        let form = self.fixed.stateless(call.id);
        if call.method == "server/discover" {
            return Ok(rpc::result(call.id, self.fixed.discovery()));
        }
        let answered = self.offered(form, call, context).await;
        answered.ok_or(StatelessRefusal::Method(call.method))
    }

    /// The same with a span around it.
    fn recorded_stateless<'a: 'b, 'b>(
        &'b self,
        revision: Cow<'a, str>,
        call: Call<'a>,
        own: Box<Context>,
    ) -> Recorded<'b, Result<Reply, StatelessRefusal<'a>>> {
        Box::pin(async move {
            let reply = self.handle_stateless(revision, call, &own).await;
            trace::end(&call, &own);
            reply
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{StatelessRefusal, claim};
    use crate::json::Reader;
    use crate::surface::mcp::params::Params;

    fn parse(text: &str) -> Params<'_> {
        let mut reader = Reader::new(text);
        reader.peek();
        Params::read(&mut reader).expect("an object").expect("no member twice")
    }

    fn refused(meta: &str) -> String {
        let text = format!(r#"{{"_meta":{meta}}}"#);
        let params = parse(&text);
        match claim(params.meta()) {
            Err(StatelessRefusal::Meta(message)) => message,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn required_members() {
        const REVISION: &str = r#""io.modelcontextprotocol/protocolVersion":"2026-07-28""#;
        const CAPABILITIES: &str = r#""io.modelcontextprotocol/clientCapabilities":{}"#;
        let text = format!(r#"{{"_meta":{{{REVISION},{CAPABILITIES}}}}}"#);
        let params = parse(&text);
        assert_eq!(claim(params.meta()), Ok("2026-07-28".into()));
        for (meta, words) in [
            ("{}".to_owned(), "missing io.modelcontextprotocol/protocolVersion"),
            (format!("{{{CAPABILITIES}}}"), "missing io.modelcontextprotocol/protocolVersion"),
            (format!("{{{REVISION}}}"), "missing io.modelcontextprotocol/clientCapabilities"),
            (
                format!("{{{REVISION},\"io.modelcontextprotocol/clientCapabilities\":[]}}"),
                "must be an object",
            ),
            (
                format!("{{\"io.modelcontextprotocol/protocolVersion\":1,{CAPABILITIES}}}"),
                "must be a string",
            ),
        ] {
            assert!(refused(&meta).contains(words), "{meta}: {}", refused(&meta));
        }
    }
}
