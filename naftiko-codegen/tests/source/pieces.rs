//! Texts that look like YAML.

use proptest::prelude::*;

/// Pieces that YAML gives a meaning to, so that random text gets past the first character.
pub(crate) fn yaml_like() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "a: ",
        "b:",
        "- ",
        "\n",
        "\n  ",
        "\n    ",
        "{",
        "}",
        "[",
        "]",
        ", ",
        "'",
        "\"",
        "|\n",
        ">-\n",
        "&x ",
        "*x",
        "!t ",
        "!!int ",
        "? ",
        ": ",
        "<<: ",
        "#c",
        "---\n",
        "...\n",
        "true",
        "1.5",
        "~",
        "0x1F",
        "x",
        "é",
        "\u{2028}",
        "\r\n",
        "\r",
        "\t",
        "\\n",
        "\u{85}",
        "\u{1}",
        "%YAML 1.2\n",
    ]);
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}
