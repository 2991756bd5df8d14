//! The description of the process for a collector, and the lists that OpenTelemetry writes into variables.

use crate::config::Config;
use crate::json::JsonWriter;
use crate::request::decode;
use crate::request_id::number;

/// The process as a JSON object of OTLP.
pub(super) fn resource(name: &str, config: &Config, doubts: &mut Vec<String>) -> String {
    let variable = "OTEL_RESOURCE_ATTRIBUTES";
    let given = config.given(variable).unwrap_or_default();
    let mut attributes = pairs(variable, given, doubts);
    let mut default = |key: &str, value: String| {
        if !attributes.iter().any(|(known, _)| known == key) {
            attributes.push((key.to_owned(), value));
        }
    };
    default("service.name", name.to_owned());
    // Replicas count for themselves, and must not look like one that counts backwards.
    default("service.instance.id", format!("{:016x}", number()));
    default("telemetry.sdk.language", "rust".to_owned());
    default("telemetry.sdk.name", env!("CARGO_PKG_NAME").to_owned());
    default("telemetry.sdk.version", env!("CARGO_PKG_VERSION").to_owned());
    if let Some(name) = config.given("OTEL_SERVICE_NAME") {
        let named = attributes.iter_mut().filter(|(key, _)| key == "service.name");
        named.for_each(|(_, value)| name.clone_into(value));
    }
    let mut out = JsonWriter::new();
    out.open_object();
    out.key("attributes").open_array();
    for (key, value) in &attributes {
        out.open_object();
        out.key("key").string(key);
        out.key("value").open_object();
        out.key("stringValue").string(value);
        out.close_object();
        out.close_object();
    }
    out.close_array();
    out.close_object();
    String::from_utf8_lossy(&out.finish()).into_owned()
}

/// `key=value` with commas between them, values percent-encoded. Other entries are left out; one may be a
/// secret, so only the variable is named.
pub(super) fn pairs(variable: &str, text: &str, doubts: &mut Vec<String>) -> Vec<(String, String)> {
    let pair = |member: &str| {
        let (key, value) = member.split_once('=')?;
        let key = key.trim();
        (!key.is_empty()).then_some((key.to_owned(), decode(value.trim())?.into_owned()))
    };
    let mut found = Vec::new();
    for member in text.split(',').filter(|member| !member.trim().is_empty()) {
        match pair(member) {
            Some(pair) => found.push(pair),
            None => doubts
                .push(format!("{variable} has a member that is not key=value; it is left out")),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{Config, pairs, resource};

    #[test]
    fn lists_are_read() {
        let mut doubts = Vec::new();
        let found = pairs("X", " a=1 ,b = x%20y%2C=z,, c ,=d,e=", &mut doubts);
        let found: Vec<_> = found.iter().map(|(key, value)| (&**key, &**value)).collect();
        assert_eq!(found, [("a", "1"), ("b", "x y,=z"), ("e", "")]);
        assert_eq!(doubts, ["X has a member that is not key=value; it is left out"; 2]);
    }

    #[test]
    fn the_name_of_the_service() {
        let resource = |name: &str, config: &Config| resource(name, config, &mut Vec::new());
        let config = Config::default();
        assert!(
            resource("forge", &config)
                .contains(r#"{"key":"service.name","value":{"stringValue":"forge"}}"#)
        );
        let config = config.set("OTEL_RESOURCE_ATTRIBUTES", "service.name=one,team=a");
        let one = resource("forge", &config);
        assert!(one.contains("\"one\"") && one.contains("\"team\"") && !one.contains("forge\""));
        let two = resource("forge", &config.set("OTEL_SERVICE_NAME", "two"));
        assert!(two.contains("\"two\"") && !two.contains("\"one\""), "{two}");
    }
}
