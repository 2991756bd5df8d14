//! The command `health`: asks a server of this machine how it is, for images that have no shell and no client.

use std::io::{self, Read as _, Write as _};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream, ToSocketAddrs as _};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use super::arguments::HealthQuestion;
use super::{complain, print};
use crate::config::{Config, StartError};
use crate::operator::{self, CONTROL_PORT, HEALTH_PORT};
use crate::serve::listening_address;
use crate::surface::control::about_health;
use crate::surface::{About, Manifest, SurfaceKind as _};

/// Bytes of an answer that are read: its status is in the first line.
const MOST: usize = 4096;

/// Asks, and says in one line what the answer was. The exit code is 0 when the server is well.
pub(super) fn health(manifest: &'static Manifest, question: &HealthQuestion) -> ExitCode {
    let path = if question.live { "/health/live" } else { "/health/ready" };
    let said =
        addresses(manifest, question).and_then(|addresses| ask(&addresses, path, question.timeout));
    match said {
        Ok((address, 200)) => print(manifest, &format!("http://{address}{path} answers 200\n")),
        Ok((address, status)) => {
            let hint = match status {
                401 | 403 | 404 => &*format!("; set {HEALTH_PORT} for a port that answers probes"),
                _ => "",
            };
            complain(manifest, format_args!("http://{address}{path} answers {status}{hint}"));
            ExitCode::FAILURE
        }
        Err(reason) => {
            complain(manifest, reason);
            ExitCode::FAILURE
        }
    }
}

/// The addresses to ask: the one that is given, else where the environment has this binary answer probes.
fn addresses(manifest: &Manifest, question: &HealthQuestion) -> Result<Vec<SocketAddr>, String> {
    if let Some(given) = &question.address {
        let found = given.to_socket_addrs().map_err(|error| format!("{given}: {error}"))?;
        return Ok(found.collect());
    }
    // What else is wrong in the environment is for `check` to say.
    let config = Config::gather(&mut StartError::default());
    let about = listener(manifest, &config).ok_or_else(|| {
        format!("there is no port to ask: neither {HEALTH_PORT} nor {CONTROL_PORT} is set")
    })?;
    let mut error = StartError::default();
    let address = listening_address(&about, &config, &mut error);
    error.or(()).map_err(|error| error.in_one_line())?;
    if address.port() == 0 {
        let variable = about.port_variable;
        return Err(format!("{variable} is 0, which is any port; say which, as HOST:PORT"));
    }
    Ok(vec![SocketAddr::new(here(address.ip()), address.port())])
}

/// The port for probes, else that of the control surface.
fn listener(manifest: &Manifest, config: &Config) -> Option<About> {
    if config.get(HEALTH_PORT).is_some() {
        return Some(about_health());
    }
    let mut capabilities = manifest.capabilities.iter().map(|served| served.capability);
    capabilities
        .find_map(|capability| operator::control_surface(capability, config)?.about().into())
}

/// An address at which this machine reaches a listener on `ip`.
fn here(ip: IpAddr) -> IpAddr {
    match ip {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        other => other,
    }
}

/// The status of the first address that answers; the error is the reason of the last that does not.
fn ask(
    addresses: &[SocketAddr],
    path: &str,
    timeout: Duration,
) -> Result<(SocketAddr, u16), String> {
    let until = Instant::now() + timeout;
    let mut failed = "the name has no address".to_owned();
    for address in addresses {
        match status(*address, path, until) {
            Ok(status) => return Ok((*address, status)),
            Err(error) => {
                let late =
                    matches!(error.kind(), io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock);
                let reason = if late { "no answer in time".to_owned() } else { error.to_string() };
                failed = format!("http://{address}{path}: {reason}");
            }
        }
    }
    Err(failed)
}

fn status(address: SocketAddr, path: &str, until: Instant) -> io::Result<u16> {
    let mut stream = TcpStream::connect_timeout(&address, left(until)?)?;
    stream.set_write_timeout(Some(left(until)?))?;
    let request = format!("GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes())?;
    let mut answer = Vec::new();
    loop {
        let mut fields = [httparse::EMPTY_HEADER; 64];
        let mut head = httparse::Response::new(&mut fields);
        let parsed = head.parse(&answer).map_err(|_| no_http())?;
        if parsed.is_complete() {
            return head.code.ok_or_else(no_http);
        }
        let mut piece = [0; 512];
        stream.set_read_timeout(Some(left(until)?))?;
        match stream.read(&mut piece)? {
            0 => return Err(no_http()),
            _ if answer.len() > MOST => return Err(no_http()),
            size => answer.extend_from_slice(&piece[..size]),
        }
    }
}

fn no_http() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "what answers there does not speak HTTP")
}

/// The time that is left, which is not none.
fn left(until: Instant) -> io::Result<Duration> {
    let left = until.saturating_duration_since(Instant::now());
    if left.is_zero() { Err(io::ErrorKind::TimedOut.into()) } else { Ok(left) }
}
