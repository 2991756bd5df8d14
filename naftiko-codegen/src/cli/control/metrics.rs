//! `naftiko metrics`.

use clap::{Args, ValueEnum};
use naftiko_codegen::finding::visible;

use super::client::{ControlClient, failed};
use super::json::{milliseconds, seconds};
use super::samples::{Sample, samples};
use super::table::TextTable;
use super::{ENVIRONMENT, ServerArguments};
use crate::cli::{Exit, print};

#[derive(Args)]
#[command(after_help = format!("\
{ENVIRONMENT}
Examples:
  naftiko metrics
  naftiko metrics --format text"))]
pub(crate) struct MetricsArguments {
    #[command(flatten)]
    server: ServerArguments,
    /// The server's own text, or tables for people
    #[arg(long, value_enum, default_value_t = MetricsFormat::Prometheus)]
    format: MetricsFormat,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum MetricsFormat {
    /// As the server gave it
    Prometheus,
    /// For people
    Text,
}

pub(crate) fn run(arguments: &MetricsArguments) -> Exit {
    let client = match ControlClient::new(&arguments.server) {
        Ok(client) => client,
        Err(problem) => return failed(problem, Exit::Misuse),
    };
    match client.found("/metrics") {
        Ok(body) if arguments.format == MetricsFormat::Text => print(&describe(&samples(&body))),
        Ok(body) => print(&body),
        Err(problem) => failed(problem, Exit::Rejected),
    }
}

/// What was counted and timed under the same labels.
struct Timed {
    key: [String; 3],
    count: f64,
    failed: f64,
    sum: f64,
    /// Upper bounds in seconds, each with the number of all below.
    buckets: Vec<(f64, f64)>,
}

/// The names of the series about one kind of call, and the labels that tell the calls apart.
struct Series {
    duration: &'static str,
    counters: [&'static str; 2],
    status: &'static str,
    labels: [&'static str; 3],
}

const REQUESTS: Series = Series {
    duration: "naftiko_request_duration_seconds",
    counters: ["naftiko_request_total", "naftiko_request_errors"],
    status: "status",
    labels: ["naftiko_adapter_type", "naftiko_namespace", "naftiko_operation_id"],
};

const CALLS: Series = Series {
    duration: "naftiko_http_client_duration_seconds",
    counters: ["naftiko_http_client_total", ""],
    status: "http_response_status_code",
    labels: ["naftiko_namespace", "http_request_method", "server_address"],
};

fn describe(all: &[Sample]) -> String {
    let mut out = String::new();
    let mut requests = TextTable::new([
        "SURFACE",
        "NAMESPACE",
        "OPERATION",
        ">REQUESTS",
        ">FAILED",
        ">MEAN",
        ">95 %",
    ]);
    rows(&REQUESTS, all, &mut requests);
    out.push_str(&requests.text(""));
    let mut calls =
        TextTable::new(["UPSTREAM", "METHOD", "HOST", ">CALLS", ">FAILED", ">MEAN", ">95 %"]);
    rows(&CALLS, all, &mut calls);
    out.push('\n');
    out.push_str(&calls.text(""));
    let sum = |name: &str| {
        let found: Vec<f64> =
            all.iter().filter(|one| one.name == name).map(|one| one.value).collect();
        (!found.is_empty()).then(|| found.iter().sum::<f64>())
    };
    out.push('\n');
    for (name, what) in [
        ("naftiko_connections_open", "open connections"),
        ("naftiko_http_client_active", "calls under way"),
        ("naftiko_spans_dropped", "lost spans"),
    ] {
        if let Some(number) = sum(name) {
            out.push_str(&format!("{what:<20}{number}\n"));
        }
    }
    if let Some(uptime) = sum("naftiko_uptime_seconds") {
        out.push_str(&format!("{:<20}{}\n", "uptime", seconds(uptime as u64)));
    }
    out
}

fn rows(series: &Series, all: &[Sample], table: &mut TextTable<7>) {
    let mut timed: Vec<Timed> = Vec::new();
    for sample in all {
        let part = sample.name.strip_prefix(series.duration);
        let is_counted = series.counters.contains(&sample.name.as_str());
        if part.is_none() && !(is_counted && is_failure(sample, series)) {
            continue;
        }
        let key = series.labels.map(|label| visible(sample.label(label)));
        let at = timed.iter().position(|one| one.key == key).unwrap_or(timed.len());
        if at == timed.len() {
            timed.push(Timed { key, count: 0.0, failed: 0.0, sum: 0.0, buckets: Vec::new() });
        }
        let Some(one) = timed.get_mut(at) else { continue };
        match part {
            None => one.failed += sample.value,
            Some("_count") => one.count += sample.value,
            Some("_sum") => one.sum += sample.value,
            Some("_bucket") => {
                let bound = sample.label("le").replace("+Inf", "inf");
                add(&mut one.buckets, bound.parse().unwrap_or(f64::INFINITY), sample.value);
            }
            Some(_) => {}
        }
    }
    for one in timed {
        let [first, second, third] = one.key.clone();
        let mean = if one.count > 0.0 {
            milliseconds(one.sum / one.count * 1000.0)
        } else {
            String::new()
        };
        table.push([
            first,
            second,
            third,
            one.count.to_string(),
            one.failed.to_string(),
            mean,
            one.most().unwrap_or_default(),
        ]);
    }
}

/// Several capabilities may count under the same labels.
fn add(buckets: &mut Vec<(f64, f64)>, bound: f64, count: f64) {
    match buckets.iter_mut().find(|(known, _)| *known == bound) {
        Some((_, known)) => *known += count,
        None => buckets.push((bound, count)),
    }
}

/// Returns `true` if a counter is of calls that did not go well: no answer, a fault of a server, an error of a tool.
fn is_failure(sample: &Sample, series: &Series) -> bool {
    let status = sample.label(series.status);
    !sample.label("error_type").is_empty() || status.starts_with('5') || status == "ERROR"
}

impl Timed {
    /// The bound that 95 of 100 calls did not exceed.
    fn most(&self) -> Option<String> {
        const SHARE: f64 = 0.95;
        let wanted = self.count * SHARE;
        let (bound, _) =
            self.buckets.iter().find(|(_, below)| self.count > 0.0 && *below >= wanted)?;
        if bound.is_finite() {
            return Some(format!("≤ {}", milliseconds(bound * 1000.0)));
        }
        let last = self.buckets.iter().map(|(bound, _)| *bound).filter(|bound| bound.is_finite());
        Some(format!("> {}", milliseconds(last.fold(0.0, f64::max) * 1000.0)))
    }
}

#[cfg(test)]
mod tests {
    use super::{describe, samples};

    #[test]
    fn tables() {
        let labels = "naftiko_adapter_type=\"rest\",naftiko_namespace=\"quay\",naftiko_operation_id=\"GET /a\"";
        let text = format!(
            "naftiko_request_total{{{labels},status=\"200\"}} 18\n\
             naftiko_request_total{{{labels},status=\"502\"}} 1\n\
             naftiko_request_errors{{{labels},error_type=\"timeout\"}} 1\n\
             naftiko_request_duration_seconds_bucket{{{labels},le=\"0.005\"}} 10\n\
             naftiko_request_duration_seconds_bucket{{{labels},le=\"0.01\"}} 19\n\
             naftiko_request_duration_seconds_bucket{{{labels},le=\"+Inf\"}} 20\n\
             naftiko_request_duration_seconds_sum{{{labels}}} 0.5\n\
             naftiko_request_duration_seconds_count{{{labels}}} 20\n\
             naftiko_connections_open 3\nnaftiko_uptime_seconds 61\n"
        );
        assert_eq!(
            describe(&samples(&text)),
            "SURFACE  NAMESPACE  OPERATION  REQUESTS  FAILED   MEAN     95 %\n\
             rest     quay       GET /a           20       2  25 ms  ≤ 10 ms\n\n\
             UPSTREAM  METHOD  HOST  CALLS  FAILED  MEAN  95 %\n\n\
             open connections    3\nuptime              1 min 1 s\n"
        );
    }
}
