//! Values in files that an operator names: secrets that an orchestrator mounts, read at start, and again when a file
//! has changed.
//!
//! A thread reads the files every few seconds and compares what it reads. Kubernetes exchanges links, editors
//! exchange files, and times of files are as coarse as the clock of the kernel; the content is what counts.

mod live;
mod text;

use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::thread;
use std::time::Duration;

pub(crate) use self::live::{Live, Loaded};
pub(crate) use self::text::{fits_header, one_text};

/// Interval of looking at the files.
const EVERY: Duration = Duration::from_secs(2);
/// Time in which a content that is new must stay as it is: a file that is written in place is half of itself meanwhile.
const SETTLES: Duration = Duration::from_millis(if cfg!(test) { 20 } else { 200 });
/// Bytes of a file; more is no file of values.
const MOST: u64 = 1 << 20;

/// A variable and its value.
pub(crate) type Setting = (String, String);

/// Reads the values in the content of a file: those with the wanted names, where a file has names. The error is why they
/// cannot be read, and shows none.
pub(crate) type ReadSettings = Box<dyn Fn(&[u8], &[String]) -> Result<Vec<Setting>, String> + Send>;

/// Something that is made of values and can be made anew.
pub(crate) trait Follower: Send + Sync {
    /// Makes everything anew that is made of these values. The error is why it cannot be; it shows no value.
    fn renew(&self, changed: &[Setting]) -> Result<Renewal<'_>, String>;
}

/// Puts what was made anew in the place of what was there.
pub(crate) type Renewal<'a> = Box<dyn FnOnce() + 'a>;

/// The files that are read, and who is told of changes. Clones share them.
#[derive(Clone, Default)]
pub(crate) struct ValueFiles(Arc<Files>);

#[derive(Default)]
struct Files {
    files: Mutex<Vec<ValueFile>>,
    followers: Mutex<Followers>,
}

/// Who is told of changes.
#[derive(Default)]
struct Followers {
    all: Vec<Weak<dyn Follower>>,
    /// Set while a thread looks at the files, which is for as long as anybody is there to be told.
    are_told: bool,
}

/// What a file holds.
struct Read {
    content: Vec<u8>,
    settings: Vec<Setting>,
}

/// One file.
struct ValueFile {
    /// The variable that names it.
    variable: String,
    path: PathBuf,
    read: ReadSettings,
    /// The names of the values that are wanted of it.
    wanted: Vec<String>,
    /// What is in use.
    content: Vec<u8>,
    settings: Vec<Setting>,
    /// Why the content of now is not in use, as it was said.
    refused: Option<String>,
}

impl ValueFiles {
    /// The values in the file that `variable` names, those that are `wanted` among them. The error says why there are
    /// none.
    pub(crate) fn settings(
        &self,
        variable: &str,
        path: &str,
        wanted: Option<&str>,
        read: ReadSettings,
    ) -> Result<Vec<Setting>, String> {
        let mut files = lock(&self.0.files);
        if let Some(known) =
            files.iter_mut().find(|file| file.variable == variable && file.path == Path::new(path))
        {
            return known.wanting(wanted);
        }
        let path = PathBuf::from(path);
        let content = content(&path)?;
        let wanted: Vec<String> = wanted.into_iter().map(str::to_owned).collect();
        let settings = read(&content, &wanted)?;
        let variable = variable.to_owned();
        let made = settings.clone();
        files.push(ValueFile { variable, path, read, wanted, content, settings, refused: None });
        Ok(made)
    }

    /// Tells a follower of changes from now on, for as long as it lives.
    pub(crate) fn follow(&self, follower: Weak<dyn Follower>) {
        let mut followers = lock(&self.0.followers);
        followers.all.push(follower);
        if followers.are_told {
            return;
        }
        let files = Arc::clone(&self.0);
        let watch = move || loop {
            thread::sleep(EVERY);
            let followers = files.followers();
            if followers.is_empty() {
                return;
            }
            files.look(&followers);
        };
        match thread::Builder::new().name("files".to_owned()).spawn(watch) {
            Ok(_) => followers.are_told = true,
            Err(error) => tracing::warn!("changes of files with secrets are not seen: {error}"),
        }
    }
}

impl Files {
    /// Those who are still there. When there is nobody, who asks has nothing more to do.
    fn followers(&self) -> Vec<Arc<dyn Follower>> {
        let mut followers = lock(&self.followers);
        followers.all.retain(|follower| follower.strong_count() > 0);
        let all: Vec<_> = followers.all.iter().filter_map(Weak::upgrade).collect();
        followers.are_told = !all.is_empty();
        all
    }

    /// Looks at every file once.
    fn look(&self, followers: &[Arc<dyn Follower>]) {
        for file in lock(&self.files).iter_mut() {
            file.look(followers);
        }
    }
}

impl ValueFile {
    /// The values in use, with one more of them.
    fn wanting(&mut self, more: Option<&str>) -> Result<Vec<Setting>, String> {
        if let Some(more) = more.filter(|more| !self.wanted.iter().any(|known| known == more)) {
            let mut wanted = self.wanted.clone();
            wanted.push(more.to_owned());
            self.settings = (self.read)(&self.content, &wanted)?;
            self.wanted = wanted;
        }
        Ok(self.settings.clone())
    }

    /// Takes what the file holds now, or says once why it is not taken.
    fn look(&mut self, followers: &[Arc<dyn Follower>]) {
        let variable = &self.variable;
        match self.changed(followers) {
            Ok(None) => self.refused = None,
            Ok(Some(Read { content, settings })) => {
                tracing::info!(
                    "{variable}: its file has changed, and what it holds is used from now on"
                );
                (self.content, self.settings, self.refused) = (content, settings, None);
            }
            Err(reason) => {
                if self.refused.as_ref() != Some(&reason) {
                    let path = self.path.display();
                    tracing::warn!("{variable}: {path}: {reason}; the value from before is kept");
                    self.refused = Some(reason);
                }
            }
        }
    }

    /// What it holds now, when that is something else and everybody has taken it.
    fn changed(&self, followers: &[Arc<dyn Follower>]) -> Result<Option<Read>, String> {
        let found = settled(&self.content, || content(&self.path))?;
        let Some(content) = found else { return Ok(None) };
        let settings = (self.read)(&content, &self.wanted)?;
        // Who can be sent in a header may be sent in one.
        let fitted =
            |name: &str| self.settings.iter().any(|(of, text)| of == name && fits_header(text));
        if settings.iter().any(|(name, text)| !fits_header(text) && fitted(name)) {
            return Err("it holds a character that a header cannot have".to_owned());
        }
        // Nothing is changed before everybody can be.
        let renewals: Result<Vec<Renewal<'_>>, String> =
            followers.iter().map(|follower| follower.renew(&settings)).collect();
        for renewal in renewals? {
            renewal();
        }
        Ok(Some(Read { content, settings }))
    }
}

/// Another content than `known`, unless somebody is writing it.
fn settled(
    known: &[u8],
    mut read: impl FnMut() -> Result<Vec<u8>, String>,
) -> Result<Option<Vec<u8>>, String> {
    let first = read();
    if first.as_deref() == Ok(known) {
        return Ok(None);
    }
    thread::sleep(SETTLES);
    let second = read();
    if first == second { second.map(Some) } else { Ok(None) }
}

/// The content of a regular file: anything else could keep a reader waiting, or give its content once.
fn content(path: &Path) -> Result<Vec<u8>, String> {
    let failed = |error: std::io::Error| format!("it cannot be read: {error}");
    if !fs::metadata(path).map_err(failed)?.is_file() {
        return Err("it is no regular file".to_owned());
    }
    let mut content = Vec::new();
    File::open(path).map_err(failed)?.take(MOST + 1).read_to_end(&mut content).map_err(failed)?;
    if content.len() as u64 > MOST {
        return Err(format!("it is larger than {MOST} bytes"));
    }
    Ok(content)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
