//! Credentials that take an exchange: a challenge of the upstream, or a token from elsewhere.

use std::sync::Arc;

use hyper::header::{AUTHORIZATION, HeaderMap, HeaderValue};

use super::digest::DigestAuthenticator;
use super::token::Tokens;
use crate::config::StartError;
use crate::error::CallError;
use crate::request::Prepared;
use crate::tables::{Credential, Upstream};
use crate::transport::Connector;

/// The exchange that authenticates the calls of one upstream.
#[derive(Clone, Debug)]
pub(crate) enum Authenticator {
    Digest(Arc<DigestAuthenticator>),
    Tokens(Arc<Tokens>),
}

impl Authenticator {
    pub(super) fn resolve(
        upstream: &'static Upstream,
        variables: &[String],
        connector: &Arc<Connector>,
        error: &mut StartError,
    ) -> Option<Self> {
        upstream.credentials.iter().find_map(|credential| match credential {
            Credential::Digest(table) => {
                Some(Self::Digest(Arc::new(DigestAuthenticator::resolve(table, variables))))
            }
            Credential::OAuth(table) => {
                let tokens =
                    Tokens::resolve(table, upstream.namespace, variables, connector, error);
                Some(Self::Tokens(Arc::new(tokens)))
            }
            _ => None,
        })
    }

    /// Returns `true` if another one does the same.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Digest(one), Self::Digest(other)) => one.is_like(other),
            (Self::Tokens(one), Self::Tokens(other)) => one.is_like(other),
            _ => false,
        }
    }

    /// Adds what lets the request in, as far as it is known.
    pub(super) async fn authorize(&self, request: &mut Prepared) -> Result<(), CallError> {
        let value = match self {
            Self::Digest(digest) => digest.answer(request.method.as_str(), &request.target),
            Self::Tokens(tokens) => Some(tokens.header().await?),
        };
        if let Some(mut value) = value {
            value.set_sensitive(true);
            request.headers.insert(AUTHORIZATION, value);
        }
        Ok(())
    }

    /// Takes note of a 401; whether the same call may be let in now. `used` is what it came with.
    pub(super) fn refused(&self, used: Option<&HeaderValue>, answer: &HeaderMap) -> bool {
        match self {
            Self::Digest(digest) => digest.challenged(answer),
            Self::Tokens(tokens) => tokens.refused(used),
        }
    }
}
