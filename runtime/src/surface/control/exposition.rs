//! The text format of Prometheus, version 0.0.4.

use std::fmt::{Display, Write as _};

use crate::metrics::{BOUNDS, Snapshot};

/// A text with families of metrics. A dot in a name becomes what Prometheus takes. Writing to it cannot fail.
#[derive(Debug, Default)]
pub(super) struct Exposition(String);

/// Name and value of each.
pub(super) type Labels<'a> = [(&'static str, &'a str)];

impl Exposition {
    /// Begins a family; its samples follow.
    pub(super) fn family(&mut self, name: &str, kind: &str, help: &str) {
        let name = name.replace('.', "_");
        let _ = writeln!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}");
    }

    pub(super) fn sample(&mut self, name: &str, labels: &Labels<'_>, value: impl Display) {
        self.0.push_str(&name.replace('.', "_"));
        if !labels.is_empty() {
            self.0.push('{');
            for (at, (label, text)) in labels.iter().enumerate() {
                let comma = if at > 0 { "," } else { "" };
                let _ = write!(self.0, "{comma}{}=\"", label.replace('.', "_"));
                self.escaped(text);
                self.0.push('"');
            }
            self.0.push('}');
        }
        let _ = writeln!(self.0, " {value}");
    }

    pub(super) fn histogram(&mut self, name: &str, labels: &Labels<'_>, of: &Snapshot) {
        let bucket = format!("{name}_bucket");
        let mut below = 0;
        let bounds = BOUNDS.iter().map(|bound| seconds(*bound));
        let bounds = bounds.chain(std::iter::once("+Inf".to_owned()));
        for (bound, count) in bounds.zip(of.buckets) {
            below += count;
            let mut labels = labels.to_vec();
            labels.push(("le", &bound));
            self.sample(&bucket, &labels, below);
        }
        self.sample(&format!("{name}_sum"), labels, seconds(of.microseconds));
        self.sample(&format!("{name}_count"), labels, of.count());
    }

    pub(super) fn finish(self) -> String {
        self.0
    }

    fn escaped(&mut self, text: &str) {
        for character in text.chars() {
            match character {
                '\\' => self.0.push_str("\\\\"),
                '"' => self.0.push_str("\\\""),
                '\n' => self.0.push_str("\\n"),
                other => self.0.push(other),
            }
        }
    }
}

/// Exact, without zeros at the end.
fn seconds(microseconds: u64) -> String {
    let (whole, rest) = (microseconds / 1_000_000, microseconds % 1_000_000);
    if rest == 0 {
        return whole.to_string();
    }
    format!("{whole}.{rest:06}").trim_end_matches('0').to_owned()
}

#[cfg(test)]
mod tests {
    use super::{Exposition, seconds};

    #[test]
    fn seconds_are_exact() {
        for (given, wanted) in
            [(0, "0"), (500, "0.0005"), (2_500_000, "2.5"), (10_000_000, "10"), (1, "0.000001")]
        {
            assert_eq!(seconds(given), wanted);
        }
    }

    #[test]
    fn labels_are_escaped() {
        let mut out = Exposition::default();
        out.sample("m", &[("a", "\\ \" \n"), ("b.c", "")], 1);
        assert_eq!(out.finish(), "m{a=\"\\\\ \\\" \\n\",b_c=\"\"} 1\n");
    }
}
