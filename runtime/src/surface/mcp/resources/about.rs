//! The description of resources for operators: the folders among them, and the variables that name others.

use std::fmt::{self, Write as _};

use crate::json::JsonWriter;
use crate::tables::{Folder, ResourceContent, Resources};

pub(in super::super) fn describe(resources: &Resources, out: &mut String) -> fmt::Result {
    folders(resources).try_for_each(|folder| folder_text(folder, out))
}

pub(in super::super) fn describe_json(resources: &Resources, out: &mut JsonWriter) {
    for folder in folders(resources) {
        out.open_object();
        out.key("uri").string(folder.uri);
        out.key("variable").string(folder.variable);
        out.member("compiled_in", &folder.files.is_some());
        out.close_object();
    }
}

pub(in super::super) fn variables(resources: &Resources) -> Vec<&'static str> {
    folders(resources).map(|folder| folder.variable).collect()
}

fn folders(resources: &Resources) -> impl Iterator<Item = &'static Folder> {
    resources.resources.iter().filter_map(|resource| match resource.content {
        ResourceContent::Folder(folder) => Some(folder),
        _ => None,
    })
}

fn folder_text(folder: &Folder, out: &mut String) -> fmt::Result {
    let Folder { uri, variable, files, .. } = folder;
    match files {
        Some(files) => {
            let count = files.len();
            writeln!(out, "    folder {uri}, files compiled in: {count}")?;
            writeln!(out, "    reads {variable}: a folder to serve instead of them")
        }
        None => {
            writeln!(out, "    folder {uri}")?;
            writeln!(out, "    needs {variable}: where its files are")
        }
    }
}
