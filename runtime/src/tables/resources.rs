//! Resources: content that is read over MCP.

use super::Function;

/// The resources of a surface.
#[derive(Debug)]
pub struct Resources {
    /// The `resources` array of `resources/list`, complete JSON in document order.
    pub list: &'static str,
    /// The `resourceTemplates` array of `resources/templates/list`.
    pub templates: &'static str,
    /// The resources in document order; a read is for the first whose URI fits.
    pub resources: &'static [Resource],
}

/// One resource, or one template of resources.
#[derive(Debug)]
pub struct Resource {
    /// Its URI in pieces; none for a folder, which has its own.
    pub uri: &'static [UriPart],
    /// The source of the resource's content.
    pub content: ResourceContent,
}

/// A piece of a resource's URI.
#[derive(Debug)]
pub enum UriPart {
    /// Exactly this text.
    Literal(&'static str),
    /// At least one character without `/`, percent-encoded: the value of the parameter at this index.
    Parameter(usize),
    /// The same, with a value that is not used.
    Ignored,
}

/// The source of a resource's content.
#[derive(Debug)]
pub enum ResourceContent {
    /// A file that was compiled in: the `contents` array, complete JSON.
    Fixed(&'static str),
    /// The answer of a function, made for each read.
    Made {
        /// The function that is called; the URI gives its parameters.
        function: Function,
        /// The media type; without it, the upstream's.
        media: Option<&'static str>,
    },
    /// The files below a URI.
    Folder(&'static Folder),
}

/// Files, each a resource of its own.
#[derive(Debug)]
pub struct Folder {
    /// The URI, up to the path of a file.
    pub uri: &'static str,
    /// The environment variable that names a folder whose files are served instead.
    pub variable: &'static str,
    /// The prefix of the names of the folder's resources.
    pub name: &'static str,
    /// The name of each for people.
    pub title: Option<&'static str>,
    /// The description of each resource.
    pub description: &'static str,
    /// The media type of each; without it, what the name of the file says.
    pub media: Option<&'static str>,
    /// The files that are compiled in, sorted by path: the path, and the `contents` array, complete JSON.
    /// `None` when only the environment names a folder.
    pub files: Option<&'static [(&'static str, &'static str)]>,
}
