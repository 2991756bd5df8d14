//! Opening connections.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use hyper::http::uri::PathAndQuery;
use hyper_util::client::legacy::connect::HttpConnector;
use rustls::crypto::{CryptoProvider, KeyProvider, ring};
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::ServerName;
use rustls::sign::SigningKey;
use rustls::{ClientConfig, RootCertStore};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tower_service::Service;

use super::origin::Origin;
use super::stream::{HTTP2, Stream};
use crate::error::{CallError, CallErrorKind};

/// Silence before a keep-alive probe.
const PROBE: Duration = Duration::from_secs(15);

/// Opens connections. Shared by a process, cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Connector {
    timeout: Duration,
    /// Made when it is needed: reading the platform's certificates takes longer than everything
    /// else at start.
    tls: Arc<OnceLock<Result<Arc<ClientConfig>, String>>>,
}

impl Connector {
    /// Addresses have so much time to take a connection, and so much again to agree on TLS.
    pub(crate) fn new(timeout: Duration) -> Self {
        Self { timeout, tls: Arc::default() }
    }

    pub(super) async fn connect(&self, origin: &Origin) -> Result<Stream, CallError> {
        let stream = self.tcp(origin).await?;
        if !origin.is_secure() {
            return Ok(Stream::Plain(stream));
        }
        let tls = TlsConnector::from(self.tls()?);
        let host = origin.host().trim_start_matches('[').trim_end_matches(']');
        let name = ServerName::try_from(host.to_owned()).map_err(failed)?;
        match timeout(self.timeout, tls.connect(name, stream)).await {
            Ok(secure) => Ok(Stream::Secure(Box::new(secure.map_err(|error| failed(&error))?))),
            Err(_) => Err(CallError::new(CallErrorKind::Connect, "no agreement on TLS in time")),
        }
    }

    async fn tcp(&self, origin: &Origin) -> Result<TcpStream, CallError> {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        connector.set_connect_timeout(Some(self.timeout));
        // A kept connection whose other end is gone without a word is not kept for long.
        connector.set_keepalive(Some(PROBE));
        connector.set_keepalive_interval(Some(PROBE));
        connector.set_keepalive_retries(Some(2));
        connector.enforce_http(false);
        let place = origin.at(PathAndQuery::from_static("/")).unwrap_or_default();
        let stream = connector.call(place).await.map_err(|error| failed(&error))?;
        Ok(stream.into_inner())
    }

    fn tls(&self) -> Result<Arc<ClientConfig>, CallError> {
        let made = self.tls.get_or_init(|| configuration().map(Arc::new));
        made.clone().map_err(|detail| CallError::new(CallErrorKind::Connect, detail))
    }
}

/// The reason why no upstream can be called with TLS, if there is one.
pub(crate) fn untrusting() -> Option<String> {
    configuration().err()
}

/// The source of keys for client certificates: none, since no document can name one, so that the binary carries no
/// code for signing.
#[derive(Debug)]
struct NoClientKeys;

impl KeyProvider for NoClientKeys {
    fn load_private_key(
        &self,
        _key: PrivateKeyDer<'static>,
    ) -> Result<Arc<dyn SigningKey>, rustls::Error> {
        Err(rustls::Error::General("client certificates are not supported".to_owned()))
    }
}

/// Trusts whom the platform trusts.
fn configuration() -> Result<ClientConfig, String> {
    let found = rustls_native_certs::load_native_certs();
    let mut roots = RootCertStore::empty();
    let (_, refused) = roots.add_parsable_certificates(found.certs);
    for error in &found.errors {
        tracing::warn!("certificates of this machine: {error}");
    }
    if roots.is_empty() {
        return Err(format!(
            "this machine trusts nobody ({refused} certificates cannot be read): install its \
             certificate authorities, or name a file of some with SSL_CERT_FILE"
        ));
    }
    let provider = CryptoProvider { key_provider: &NoClientKeys, ..ring::default_provider() };
    let mut configuration = ClientConfig::builder_with_provider(Arc::new(provider))
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?
        .with_root_certificates(roots)
        .with_no_client_auth();
    configuration.alpn_protocols = vec![HTTP2.to_vec(), b"http/1.1".to_vec()];
    Ok(configuration)
}

fn failed(error: impl std::error::Error) -> CallError {
    CallError::new(CallErrorKind::Connect, chain(&error))
}

/// An error with its causes, for the log.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}
