//! A capability: its variables and upstreams.

use super::{
    ClientCredentials, ControlSurface, DigestLogin, PageTexts, StartValue, TelemetryNames,
};
use crate::expression::Expr;
use crate::problem::clip;

/// One compiled capability document.
#[derive(Debug)]
pub struct Capability {
    /// The name, made from the file's.
    pub name: &'static str,
    /// The display name.
    pub label: &'static str,
    /// The author's description of the capability.
    pub description: &'static str,
    /// The file it was compiled from.
    pub spec: &'static str,
    /// The SHA-256 of that file and of the files that were compiled in with it, in hexadecimal.
    pub spec_hash: &'static str,
    /// The build of the crate that it is compiled into.
    pub build: Build,
    /// Secrets and settings that are read at start.
    pub variables: &'static [StartValue],
    /// The services that may be called.
    pub upstreams: &'static [Upstream],
    /// The names of metrics, spans and attributes.
    pub telemetry: &'static TelemetryNames,
    /// The control surface for operators and the settings of tracing; `None` when the document has none.
    pub control: Option<&'static ControlSurface>,
    /// The page of the capability; `None` when it has no surface over HTTP, or is built without.
    pub page: Option<&'static PageTexts>,
}

/// The build of a crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Build {
    /// The version of the package.
    pub version: &'static str,
    /// The commit of its sources, as `NAFTIKO_COMMIT` said when it was compiled; `None` when it did not.
    pub commit: Option<&'static str>,
}

impl Build {
    /// Returns the commit, if one was named.
    pub(crate) fn commit(&self) -> Option<&'static str> {
        self.commit.map(str::trim).filter(|commit| !commit.is_empty())
    }
}

impl std::fmt::Display for Build {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.version)?;
        match self.commit() {
            Some(commit) => write!(f, " (commit {})", clip(commit, 64)),
            None => Ok(()),
        }
    }
}

impl Capability {
    /// Renders a text with the names of variables in place of their values.
    pub(crate) fn with_names(&self, pieces: &[Expr]) -> String {
        let piece = |piece: &Expr| match piece {
            Expr::Literal(text) => (*text).to_owned(),
            Expr::Variable(index) => {
                let variable = self.variables.get(*index);
                variable.map_or_else(String::new, |variable| format!("${{{}}}", variable.name()))
            }
            _ => String::new(),
        };
        pieces.iter().map(piece).collect()
    }

    /// The default values of the fields that a generated table leaves out.
    pub const EMPTY: Self = Self {
        name: "",
        label: "",
        description: "",
        spec: "",
        spec_hash: "",
        build: Build { version: "", commit: None },
        variables: &[],
        upstreams: &[],
        telemetry: TelemetryNames::NAFTIKO,
        control: None,
        page: None,
    };
}

/// A service the capability calls.
#[derive(Debug)]
pub struct Upstream {
    /// The namespace of the document's `consumes` entry.
    pub namespace: &'static str,
    /// The author's description of the service.
    pub description: &'static str,
    /// The base URI as a text with variables; empty when the environment has to set it.
    pub base_uri: &'static [Expr],
    /// The environment variable that replaces `base_uri`.
    pub base_uri_variable: &'static str,
    /// The credentials that are added to every request.
    pub credentials: &'static [Credential],
}

/// A credential that authenticates this server to an upstream.
#[derive(Debug)]
pub enum Credential {
    /// `authorization: Bearer …`.
    Bearer(&'static [Expr]),
    /// `authorization: Basic …`.
    Basic {
        /// The name before the colon.
        username: &'static [Expr],
        /// The text after the colon.
        password: &'static [Expr],
    },
    /// A header of its own.
    Header {
        /// The header's name in lower case.
        name: &'static str,
        /// Its value.
        value: &'static [Expr],
    },
    /// A query parameter.
    Query {
        /// The parameter's name, percent-encoded.
        name: &'static str,
        /// Its value, not encoded.
        value: &'static [Expr],
    },
    /// A cookie.
    Cookie {
        /// The cookie's name.
        name: &'static str,
        /// Its value.
        value: &'static [Expr],
    },
    /// `authorization: Digest …` (RFC 7616), made from the upstream's challenge.
    Digest(DigestLogin),
    /// `authorization: Bearer …` with a token from an authorization server.
    OAuth(ClientCredentials),
    /// A field of an object JSON body or form body; a query parameter when there is neither.
    Body {
        /// The field's name.
        name: &'static str,
        /// Its value.
        value: &'static [Expr],
    },
}

#[cfg(test)]
mod tests {
    use super::Build;

    #[test]
    fn builds_are_named_by_their_version_and_their_commit() {
        let shown = |commit| Build { version: "1.2.0", commit }.to_string();
        assert_eq!(shown(Some("abc123")), "1.2.0 (commit abc123)");
        assert_eq!(shown(Some(" abc123\n")), "1.2.0 (commit abc123)");
        assert_eq!((shown(None), shown(Some(""))), ("1.2.0".to_owned(), "1.2.0".to_owned()));
    }
}
