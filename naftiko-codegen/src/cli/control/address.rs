//! Where a server is asked.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Port of a control surface whose document does not give one.
const USUAL_PORT: u16 = 9091;

/// The variables that name an address.
#[derive(Clone, Copy)]
pub(super) struct PlaceVariables {
    pub(super) address: &'static str,
    pub(super) port: &'static str,
}

/// Those of the control surface.
pub(super) const CONTROL: PlaceVariables =
    PlaceVariables { address: "NAFTIKO_CONTROL_ADDRESS", port: "NAFTIKO_CONTROL_PORT" };

/// Those of the port for probes.
pub(super) const HEALTH: PlaceVariables =
    PlaceVariables { address: "NAFTIKO_HEALTH_ADDRESS", port: "NAFTIKO_HEALTH_PORT" };

/// The beginning of every URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct BaseUrl {
    pub(super) text: String,
    /// Set if nobody said where the server is.
    pub(super) is_guess: bool,
}

/// The URL that somebody gave, without a slash at its end.
pub(super) fn given(url: &str) -> Result<BaseUrl, String> {
    let lower = url.to_ascii_lowercase();
    if lower.starts_with("https://") {
        return Err("a control surface has no TLS; give its own http:// address, or the end of a \
                    tunnel on this machine"
            .to_owned());
    }
    let rest = match url.split_once("://") {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("http") => rest,
        Some((scheme, _)) => {
            return Err(format!("`{scheme}` is no scheme of a control surface; `http` is"));
        }
        None => url,
    };
    let rest = rest.trim_end_matches('/');
    let authority = rest.split('/').next().unwrap_or_default();
    if authority.contains('@') {
        return Err("a name or a password in the URL can be seen by everybody on this machine; \
                    use --token-file or --header-file"
            .to_owned());
    }
    if authority.is_empty() || rest.contains(['?', '#']) || rest.contains(char::is_whitespace) {
        return Err("a URL is written as http://127.0.0.1:9091".to_owned());
    }
    Ok(BaseUrl { text: format!("http://{rest}"), is_guess: false })
}

/// The URL that the environment gives; `None` if it names no port.
pub(super) fn from_environment(
    variables: PlaceVariables,
    get: impl Fn(&str) -> Option<String>,
) -> Result<Option<BaseUrl>, String> {
    let said = |name: &str| get(name).map(|text| text.trim().to_owned()).filter(|t| !t.is_empty());
    let Some(port) = said(variables.port) else { return Ok(None) };
    let PlaceVariables { address, port: name } = variables;
    let port = match port.parse::<u16>() {
        Ok(0) => {
            return Err(format!(
                "{name} is 0, which lets the server take any port; give the URL that it printed when it started"
            ));
        }
        Ok(port) => port,
        Err(_) => return Err(format!("{name} is no port from 1 to 65535")),
    };
    let host = said(address).unwrap_or_else(|| Ipv4Addr::LOCALHOST.to_string());
    Ok(Some(BaseUrl { text: format!("http://{}:{port}", reachable(&host)), is_guess: false }))
}

/// Where a control surface is when nobody has said anything.
pub(super) fn usual(get: impl Fn(&str) -> Option<String>) -> BaseUrl {
    let host = get(CONTROL.address).filter(|text| !text.trim().is_empty());
    let host = host.unwrap_or_else(|| Ipv4Addr::LOCALHOST.to_string());
    BaseUrl { text: format!("http://{}:{USUAL_PORT}", reachable(host.trim())), is_guess: true }
}

/// An address that can be called: nobody can call all addresses at once.
fn reachable(host: &str) -> String {
    match host.trim_matches(['[', ']']).parse::<IpAddr>() {
        Ok(IpAddr::V4(ip)) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.to_string(),
        Ok(IpAddr::V6(ip)) if ip.is_unspecified() => format!("[{}]", Ipv6Addr::LOCALHOST),
        Ok(IpAddr::V6(ip)) => format!("[{ip}]"),
        Ok(IpAddr::V4(_)) | Err(_) => host.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{CONTROL, from_environment, given, usual};

    #[test]
    fn urls() {
        for (url, text) in [
            ("http://127.0.0.1:9091", "http://127.0.0.1:9091"),
            ("HTTP://localhost:9091/", "http://localhost:9091"),
            ("127.0.0.1:9091", "http://127.0.0.1:9091"),
            ("http://[::1]:9091/behind/", "http://[::1]:9091/behind"),
        ] {
            assert_eq!(given(url).map(|url| url.text).as_deref(), Ok(text), "{url}");
        }
        for url in
            ["", "http://", "https://a.test", "ftp://a.test", "http://a:b@c.test", "a?b", "a b"]
        {
            assert!(given(url).is_err(), "{url}");
        }
    }

    #[test]
    fn environment() {
        let found = |address: &'static str, port: &'static str| {
            let get = move |name: &str| {
                Some(if name == CONTROL.address { address } else { port }.to_owned())
            };
            from_environment(CONTROL, get).map(|url| url.map(|url| url.text))
        };
        assert_eq!(found("", ""), Ok(None));
        assert_eq!(found("", "9100"), Ok(Some("http://127.0.0.1:9100".to_owned())));
        assert_eq!(found("0.0.0.0", "9100"), Ok(Some("http://127.0.0.1:9100".to_owned())));
        assert_eq!(found("::", "9100"), Ok(Some("http://[::1]:9100".to_owned())));
        assert_eq!(found("::1", "9100"), Ok(Some("http://[::1]:9100".to_owned())));
        assert!(found("", "0").is_err() && found("", "70000").is_err());
        assert_eq!(usual(|_| None).text, "http://127.0.0.1:9091");
    }
}
