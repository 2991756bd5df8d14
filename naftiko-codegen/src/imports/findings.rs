//! What is wrong with imports (R14).

use crate::finding::{Code, Finding};
use crate::names;
use crate::spec::{Import, Text};

pub(super) fn without_file(import: &Import) -> Finding {
    let Import { section, file_key, .. } = import;
    let message = format!("an import of {} does not say which file it is from", section.name());
    Finding::new(Code::UnsupportedImport, import.span, message)
        .help(format!("write `{file_key}: ./shared.yaml`"))
}

pub(super) fn without_name(import: &Import, path: &str) -> Finding {
    let section = import.section.name();
    let message =
        format!("an import from `{path}` does not say which entry of its {section} it takes");
    Finding::new(Code::UnsupportedImport, import.span, message)
        .help("write `import: NAMESPACE`, and `as: NAME` if it is to be called otherwise here")
}

pub(super) fn unreadable(path: &Text, reason: &str) -> Finding {
    let message = format!("`{}` cannot be imported: {reason}", path.value);
    Finding::new(Code::UnsupportedImport, path.span, message)
        .help("the path is relative to the folder of the document that imports")
}

pub(super) fn unknown_entry<'n>(
    import: &Import,
    path: &str,
    name: &Text,
    known: impl Iterator<Item = &'n str> + Clone,
) -> Finding {
    let (section, written) = (import.section.name(), &name.value);
    let message = format!("`{path}` has no entry `{written}` in its {section}");
    let finding = Finding::new(Code::UnsupportedImport, name.span, message);
    if let Some(near) = names::nearest(written, known.clone()) {
        return finding.help(format!("did you mean `{near}`?"));
    }
    let listed: Vec<String> = known.take(8).map(|one| format!("`{one}`")).collect();
    finding.help(match listed.as_slice() {
        [] => format!("it has no {section} at all"),
        listed => format!("its entries are {}", listed.join(", ")),
    })
}

pub(super) fn several(import: &Import, path: &str, name: &Text) -> Finding {
    let (section, written) = (import.section.name(), &name.value);
    let message = format!("`{path}` has several entries `{written}` in its {section}");
    Finding::new(Code::UnsupportedImport, name.span, message)
        .help("give each of them a namespace of its own there")
}

pub(super) fn cycle(import: &Import, path: &str, name: &Text) -> Finding {
    let message =
        format!("`{}` of `{path}` is imported from itself, by way of other imports", name.value);
    Finding::new(Code::UnsupportedImport, import.span, message)
        .help("import it from the file in which it is written")
}

pub(super) fn outside(path: &Text) -> Finding {
    let message = format!("`{}` is not below the folder of the document", path.value);
    Finding::new(Code::ImportOutside, path.span, message)
        .help("keep what belongs together in one folder, which can be copied as a whole")
}

pub(super) fn nested(import: &Import) -> Finding {
    let message = "an entry that is imported is an import itself, which other tools do not follow";
    let finding = Finding::new(Code::ImportNested, import.span, message);
    finding.help("import it from the file in which it is written")
}
