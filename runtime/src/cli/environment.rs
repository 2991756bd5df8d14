//! Checks of the environment: variables that nobody reads, and values that were probably meant otherwise.

use crate::access::origins_variable;
use crate::config::{Config, SETTINGS, StartError, file_variable};
use crate::expression::Expr;
use crate::guard::accepts_endless;
use crate::log;
use crate::operator;
use crate::problem::nearest;
use crate::surface::{Manifest, Served};
use crate::transport::untrusting;

/// The suffixes of the names of variables of surfaces and upstreams.
const ENDINGS: [&str; 6] = ["_ADDRESS", "_PORT", "_BASE_URI", "_CORS_ORIGINS", "_FOLDER", "_PAGE"];
/// The prefix of the names of the runtime's own variables.
const OWN: &str = "NAFTIKO_";
/// The most variables that are warned of.
const MOST: usize = 20;

/// Sentences, each about one variable. No value is in them.
pub(super) fn doubts(manifest: &Manifest, config: &Config) -> Vec<String> {
    let known = known(manifest);
    let prefixes = prefixes(&known);
    let unread = config.names().filter(|name| !known.iter().any(|known| known == name));
    let unread = unread.filter_map(|name| doubt(name, &known, &prefixes)).take(MOST);
    let untrusting = needs_trust(manifest, config).then(untrusting).flatten();
    let untrusting =
        untrusting.map(|flaw| format!("upstreams cannot be called with https: {flaw}"));
    let doubts = log::doubts(config).into_iter().chain(operator::doubts(config));
    doubts.chain(unread).chain(untrusting).collect()
}

/// Reports the variables that are read and are not text.
pub(super) fn check(manifest: &Manifest, config: &Config, error: &mut StartError) {
    let known = known(manifest);
    for name in config.unreadable().filter(|name| known.iter().any(|known| known == name)) {
        error.wrong(format!("{name} holds bytes that are no text in UTF-8"));
    }
    // A binary without tokens does not read it; what is wrong there is wrong all the same.
    accepts_endless(config, error);
}

/// Returns `true` if an upstream is called with TLS, as far as its base URI says.
fn needs_trust(manifest: &Manifest, config: &Config) -> bool {
    let is_secure = |text: &str| text.trim_start().to_ascii_lowercase().starts_with("https:");
    let upstreams = manifest.capabilities.iter().flat_map(|served| served.capability.upstreams);
    let mut uris = upstreams.map(|upstream| match config.given(upstream.base_uri_variable) {
        Some(given) => is_secure(given),
        None => upstream.base_uri.first().is_some_and(|part| match part {
            Expr::Literal(text) => is_secure(text),
            _ => false,
        }),
    });
    !config.mock && uris.any(|is_secure| is_secure)
}

fn doubt(name: &str, known: &[String], prefixes: &[String]) -> Option<String> {
    let upper = name.to_ascii_uppercase();
    let near = nearest(&upper, known.iter().map(String::as_str));
    let is_same = |near: &str| plain(near) == plain(&upper);
    let is_like = ENDINGS.iter().any(|ending| upper.ends_with(ending));
    let is_ours = prefixes.iter().any(|prefix| upper.starts_with(prefix.as_str()));
    match near {
        Some(near) if is_ours || is_like || is_same(near) => {
            Some(format!("{name} is set, and nothing reads it; is {near} meant?"))
        }
        None if is_ours => Some(format!("{name} is set, and nothing reads it")),
        _ => None,
    }
}

fn plain(name: &str) -> String {
    name.chars().filter(|c| *c != '_').collect()
}

/// Every variable that is read.
fn known(manifest: &Manifest) -> Vec<String> {
    let own = SETTINGS.iter().chain(&[
        operator::CONTROL_PORT,
        operator::CONTROL_ADDRESS,
        operator::CONTROL_HOSTS,
        operator::HEALTH_PORT,
        operator::HEALTH_ADDRESS,
    ]);
    let mut known: Vec<String> = own.map(|name| (*name).to_owned()).collect();
    known.extend(origins_variable(operator::CONTROL_PORT));
    known.extend(origins_variable(operator::HEALTH_PORT));
    for Served { capability, surfaces } in manifest.capabilities {
        for variable in capability.variables {
            known.push(variable.name().to_owned());
            known.extend(variable.file_variable(capability.variables));
            known.extend(variable.bound().map(|(file, _)| file.variable().to_owned()));
        }
        for upstream in capability.upstreams {
            let name = upstream.base_uri_variable;
            known.extend([name.to_owned(), file_variable(name)]);
        }
        for surface in *surfaces {
            let about = surface.0.about();
            known.extend([about.address_variable, about.port_variable].map(str::to_owned));
            known.extend(about.origins_variable());
            known.extend(about.page_variable(capability));
            known.extend(surface.0.variables().into_iter().map(str::to_owned));
        }
    }
    known.retain(|name| !name.is_empty());
    known
}

fn prefixes(known: &[String]) -> Vec<String> {
    let bare = known.iter().filter_map(|name| {
        let bare = ENDINGS.iter().find_map(|ending| name.strip_suffix(ending))?;
        Some(format!("{bare}_"))
    });
    std::iter::once(OWN.to_owned()).chain(bare).collect()
}

#[cfg(test)]
mod tests {
    use super::doubt;

    #[test]
    fn variables_that_nothing_reads() {
        let known = ["ORDERS_REST_ADDRESS", "ORDERS_REST_PORT", "NAFTIKO_LOG", "ORDERS_API_TOKEN"];
        let known = known.map(str::to_owned);
        let prefixes = super::prefixes(&known);
        for (name, meant) in [
            ("ORDERS_REST_ADRESS", Some("ORDERS_REST_ADDRESS")),
            ("orders_rest_port", Some("ORDERS_REST_PORT")),
            ("ORDRES_REST_PORT", Some("ORDERS_REST_PORT")),
            ("ORDERS_RESTPORT", Some("ORDERS_REST_PORT")),
            ("ORDERS_APITOKEN", Some("ORDERS_API_TOKEN")),
            ("NAFTIKO_LOGS", Some("NAFTIKO_LOG")),
            ("ORDERS_REST_SOMETHING_ELSE", None),
            ("NAFTIKO_FANCY_SETTING", None),
        ] {
            let said = doubt(name, &known, &prefixes).expect(name);
            assert!(said.starts_with(&format!("{name} is set")), "{said}");
            let suggested = meant.is_none_or(|meant| said.contains(&format!("is {meant} meant?")));
            assert!(suggested && meant.is_some() == said.ends_with('?'), "{said}");
        }
        for name in ["PATH", "HOME", "ORDERS", "KUBERNETES_SERVICE_PORT", "ORDERS_DB_TOKEN"] {
            assert_eq!(doubt(name, &known, &prefixes), None, "{name}");
        }
    }
}
