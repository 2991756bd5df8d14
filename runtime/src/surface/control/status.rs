//! `/health/ready` and `/status`.

use std::time::Duration;

use bytes::Bytes;

use super::process::Process;
use super::source::Source;
use crate::json::JsonWriter;
use crate::tables::Build;

pub(super) fn ready(process: &Process) -> Bytes {
    let mut out = JsonWriter::new();
    out.open_object();
    out.key("status").string(if process.is_ready() { "UP" } else { "DEGRADED" });
    adapters(process, &mut out);
    out.close_object();
    out.finish()
}

pub(super) fn status(sources: &[Source], process: &Process) -> Bytes {
    let mut out = JsonWriter::new();
    out.open_object();
    if let [source] = sources {
        out.key("capability");
        capability(source, &mut out);
    } else {
        out.key("capabilities").open_array();
        for source in sources {
            capability(source, &mut out);
        }
        out.close_array();
    }
    if let Some(source) = sources.first() {
        build(source.state.capability().build, &mut out);
    }
    out.key("engine").open_object();
    out.key("version").string(env!("CARGO_PKG_VERSION"));
    out.member("native", &true);
    out.close_object();
    out.key("uptime").string(&duration(process.started.elapsed()));
    out.key("otel").open_object();
    let is_sent =
        |source: &Source| source.state.tracer().is_some_and(|one| one.dropped().is_some());
    let is_active = sources.iter().any(is_sent);
    out.key("status").string(if is_active { "active" } else { "inactive" });
    out.close_object();
    adapters(process, &mut out);
    out.close_object();
    out.finish()
}

fn capability(source: &Source, out: &mut JsonWriter) {
    let capability = source.state.capability();
    out.open_object();
    // The two languages have two names for it, and their clients each know one.
    out.key("label").string(capability.label);
    out.key("display").string(capability.label);
    out.key("name").string(capability.name);
    out.key("spec").string(capability.spec);
    out.key("specHash").string(capability.spec_hash);
    out.close_object();
}

/// What was built, as `--version` says it.
fn build(build: Build, out: &mut JsonWriter) {
    out.key("build").open_object();
    out.key("version").string(build.version);
    if let Some(commit) = build.commit() {
        out.key("commit").string(commit);
    }
    out.close_object();
}

fn adapters(process: &Process, out: &mut JsonWriter) {
    let state = if process.is_ready() { "started" } else { "stopped" };
    out.key("adapters").open_array();
    for adapter in process.adapters() {
        out.open_object();
        out.key("type").string(adapter.kind);
        out.key("namespace").string(adapter.namespace);
        if let Some(port) = adapter.port {
            out.member("port", &i64::from(port));
        }
        out.key("state").string(state);
        out.close_object();
    }
    out.close_array();
}

/// A duration of ISO 8601.
fn duration(time: Duration) -> String {
    let seconds = time.as_secs();
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let mut text = "PT".to_owned();
    for (number, unit) in [(hours, 'H'), (minutes, 'M')] {
        if number > 0 {
            text.push_str(&number.to_string());
            text.push(unit);
        }
    }
    if seconds > 0 || text == "PT" {
        text.push_str(&format!("{seconds}S"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::duration;
    use std::time::Duration;

    #[test]
    fn durations() {
        let shown = |seconds| duration(Duration::from_secs(seconds));
        assert_eq!(shown(0), "PT0S");
        assert_eq!(shown(60), "PT1M");
        assert_eq!(shown(3723), "PT1H2M3S");
        assert_eq!(shown(90_000), "PT25H");
    }
}
