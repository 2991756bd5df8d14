//! What the page shows of a capability while it runs: numbers and the latest traces.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

use super::process::Process;
use super::source::{Counted, Source};
use crate::json::JsonWriter;
use crate::metrics::{BOUNDS, Snapshot};
use crate::moment::moment;
use crate::page::{Counts, Observer};
use crate::trace::{Record, Ring, Span};

/// The most traces that are shown.
const MOST: usize = 100;

/// A capability as its page sees it.
pub(crate) struct Observation {
    pub(crate) source: Arc<Source>,
    pub(crate) process: Arc<Process>,
    /// Set if whoever sees the page may see what operators see.
    pub(crate) is_open: bool,
}

impl Observation {
    fn ring(&self) -> Option<&Ring> {
        self.source.state.tracer().filter(|_| self.is_open)?.ring()
    }
}

impl Observer for Observation {
    fn is_ready(&self) -> bool {
        self.process.is_ready()
    }

    fn counts(&self, namespace: &str) -> Option<Counts> {
        let is_it = |surface: &&Counted| surface.about.namespace == namespace;
        let surface = self.source.surfaces.iter().find(is_it).filter(|_| self.is_open)?;
        let total = surface.total();
        let is_error = |status: &str| status.starts_with(['4', '5']);
        let errors = if surface.has_statuses {
            total.statuses().filter(|(status, _)| is_error(status)).map(|(_, count)| count).sum()
        } else {
            total.failures.iter().sum()
        };
        Some(Counts {
            requests: total.count(),
            errors,
            median: quantile(&total, 50),
            slow: quantile(&total, 99),
        })
    }

    fn traced(&self) -> Option<u64> {
        self.ring().map(Ring::total)
    }

    fn traces(&self) -> Bytes {
        let mut out = JsonWriter::new();
        out.open_object();
        let total = self.ring().map_or(0, Ring::total);
        out.member("total", &i64::try_from(total).unwrap_or(i64::MAX));
        out.key("traces").open_array();
        for record in self.ring().map(Ring::all).unwrap_or_default().iter().take(MOST) {
            if let Some(root) = record.root() {
                head(record, root, &mut out);
            }
        }
        out.close_array();
        out.close_object();
        out.finish()
    }

    fn trace(&self, id: &str) -> Option<Bytes> {
        let mut records = self.ring()?.all().into_iter();
        let record = records.find(|record| format!("{:032x}", record.id) == id)?;
        let root = record.root()?;
        let mut out = JsonWriter::new();
        out.open_object();
        out.key("id").string(id);
        out.member("ms", &milliseconds(root.time));
        out.key("spans").open_array();
        let mut spans: Vec<&Span> = record.spans.iter().collect();
        spans.sort_by_key(|span| span.began);
        for one in spans {
            self.span(one, root, &mut out);
        }
        out.close_array();
        out.close_object();
        Some(out.finish())
    }
}

impl Observation {
    fn span(&self, span: &Span, root: &Span, out: &mut JsonWriter) {
        let state = &self.source.state;
        let host = |upstream: usize| {
            state.endpoints().get(upstream).map_or("", |endpoint| endpoint.origin.host())
        };
        out.open_object();
        out.key("id").string(&format!("{:016x}", span.id));
        if span.id != root.id {
            out.member("parent", &span.parent.map(|parent| format!("{parent:016x}")));
        }
        out.key("name").string(&shown(&span.label(&host)));
        let start = span.began.duration_since(root.began).unwrap_or_default();
        out.member("start", &milliseconds(start));
        out.member("ms", &milliseconds(span.time));
        out.member("ok", &span.is_ok);
        out.close_object();
    }
}

fn head(record: &Record, root: &Span, out: &mut JsonWriter) {
    out.open_object();
    out.key("id").string(&format!("{:032x}", record.id));
    out.key("time").string(&moment(root.began));
    out.key("surface").string(root.adapter().unwrap_or_default());
    out.key("function").string(&shown(record.operation()));
    let answer = match root.status() {
        Some(status) => status.to_string(),
        None if root.is_ok => "ok".to_owned(),
        None => "error".to_owned(),
    };
    out.key("answer").string(&answer);
    out.member("ok", &(root.is_ok && root.status().is_none_or(|status| status < 400)));
    out.member("ms", &milliseconds(root.time));
    out.close_object();
}

/// A route is counted by its path and method; people read the method first.
fn shown(operation: &str) -> String {
    match operation.rsplit_once(' ') {
        Some((path, method)) if path.starts_with('/') => format!("{method} {path}"),
        _ => operation.to_owned(),
    }
}

/// With one digit for tenths.
fn milliseconds(time: Duration) -> f64 {
    (time.as_secs_f64() * 10_000.0).round() / 10.0
}

/// The milliseconds within which so many in a hundred ended, by the buckets that they were counted in.
fn quantile(total: &Snapshot, percent: u64) -> Option<f64> {
    let count = total.count();
    let wanted = (count * percent).div_ceil(100);
    let (mut before, mut lower) = (0, 0);
    for (at, bucket) in total.buckets.iter().enumerate() {
        let upper = BOUNDS.get(at).copied().unwrap_or(lower);
        if count > 0 && before + bucket >= wanted {
            let share = u32::try_from(wanted - before).ok().map(f64::from)?
                / u32::try_from(*bucket).ok().map(f64::from)?.max(1.0);
            let (lower, upper) = (Duration::from_micros(lower), Duration::from_micros(upper));
            return Some(milliseconds(lower + (upper - lower).mul_f64(share)));
        }
        (before, lower) = (before + bucket, upper);
    }
    None
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{quantile, shown};
    use crate::metrics::{Counters, Snapshot};

    #[test]
    fn quantiles_are_read_off_the_buckets() {
        let counters = Counters::default();
        let total = || Snapshot::of([&counters].into_iter());
        assert_eq!(quantile(&total(), 50), None);
        for milliseconds in [1, 2, 3, 4, 200] {
            counters.lasted(Duration::from_millis(milliseconds));
        }
        // The third of five is the first of two between 2.5 and 5 ms.
        assert_eq!(quantile(&total(), 50), Some(3.8));
        assert_eq!(quantile(&total(), 99), Some(250.0));
        counters.lasted(Duration::from_secs(3600));
        assert_eq!(quantile(&total(), 100), Some(30_000.0));
    }

    #[test]
    fn methods_come_first() {
        assert_eq!(shown("/a/{b} GET"), "GET /a/{b}");
        assert_eq!(shown("list-jobs"), "list-jobs");
        assert_eq!(shown("unmatched"), "unmatched");
    }
}
