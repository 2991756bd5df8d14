//! Columns of text.

/// Rows of cells, each column as wide as its widest cell.
pub(super) struct TextTable<const N: usize> {
    rows: Vec<[String; N]>,
    /// Columns of numbers, which end at their right.
    numbers: [bool; N],
}

impl<const N: usize> TextTable<N> {
    /// A table under these titles; `>` before one says that numbers stand below.
    pub(super) fn new(titles: [&str; N]) -> Self {
        let numbers = titles.map(|title| title.starts_with('>'));
        let titles = titles.map(|title| title.trim_start_matches('>').to_owned());
        Self { rows: vec![titles], numbers }
    }

    pub(super) fn push(&mut self, row: [String; N]) {
        self.rows.push(row);
    }

    /// The lines, each after `indent`.
    pub(super) fn text(&self, indent: &str) -> String {
        let width = |column: usize| {
            self.rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default()
        };
        let widths: Vec<usize> = (0..N).map(width).collect();
        let mut out = String::new();
        for row in &self.rows {
            let mut line = indent.to_owned();
            for (column, cell) in row.iter().enumerate() {
                let padding = " ".repeat(widths[column] - cell.chars().count());
                let between = if column + 1 < N { "  " } else { "" };
                if self.numbers[column] {
                    line.push_str(&format!("{padding}{cell}{between}"));
                } else {
                    line.push_str(&format!("{cell}{padding}{between}"));
                }
            }
            out.push_str(line.trim_end());
            out.push('\n');
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::TextTable;

    #[test]
    fn columns() {
        let mut table = TextTable::new(["NAME", ">COUNT", "STATE"]);
        table.push(["größe".to_owned(), "7".to_owned(), "up".to_owned()]);
        table.push(["a".to_owned(), "1234567".to_owned(), String::new()]);
        let text = "  NAME     COUNT  STATE\n  größe        7  up\n  a      1234567\n";
        assert_eq!(table.text("  "), text);
    }
}
