//! Random edits, half of them mistakes: what is served is always the last right one.

use std::fs;
use std::path::Path;
use std::thread;
use std::time::Duration;

use crate::scratch::Scratch;
use crate::{FIRST, NEXT, Session, document};

/// Numbers that look like chance and are the same in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % end
    }
}

/// What people do to a document that is right, so that it is not.
const MISTAKES: &[fn(&str) -> String] = &[
    |text| text.replace("'edit", "\"edit"),
    |text| text.replace("method: GET", "method: FETCH"),
    |text| text.replace("value: 'edit", "value: {{nobody}} 'edit"),
    |text| text.replace("  - type: rest", "\t- type: rest"),
    |text| text.replace("name: mark\n", "name: mark\n        call: nobody.nothing\n"),
    |text| text.get(..text.len() / 2).unwrap_or_default().to_owned() + "[",
    |_| String::new(),
    |text| text.replace("path: /mark", "path: mark{"),
];

/// The ways in which editors save.
fn save(path: &Path, text: &str, way: usize) {
    match way {
        // Beside, and renamed.
        0 => {
            let beside = path.with_extension("swp");
            fs::write(&beside, text).unwrap();
            fs::rename(&beside, path).unwrap();
        }
        // Away, and new.
        1 => {
            fs::remove_file(path).unwrap();
            thread::sleep(Duration::from_millis(5));
            fs::write(path, text).unwrap();
        }
        _ => fs::write(path, text).unwrap(),
    }
}

#[test]
#[ignore = "builds crates"]
fn the_last_right_document_is_served() {
    let edits: usize = std::env::var("NAFTIKO_EDITS").map_or(20, |edits| edits.parse().unwrap());
    let scratch = Scratch::new("serve-edits");
    let session = Session::start(&scratch, 0);
    session.until("listens on", FIRST);
    let mut chance = Chance(4711);
    let mut right = 0;
    for edit in 1..=edits {
        let text = document(session.port, edit);
        let way = chance.below(3);
        if chance.below(2) == 0 {
            save(&session.document, &text, way);
            // Now and then somebody goes on writing while it is built.
            if chance.below(4) == 0 {
                thread::sleep(Duration::from_millis(chance.below(900) as u64));
                save(&session.document, &document(session.port, edit + 10_000), way);
                session.serves(edit + 10_000);
                right = edit + 10_000;
                continue;
            }
            right = edit;
        } else {
            // What says the same as before is no edit, so that each mistake has its number.
            let mistake = MISTAKES[chance.below(MISTAKES.len())](&text);
            save(&session.document, &format!("{mistake}\n# {edit}\n"), way);
            session.until("is still served", NEXT);
        }
        session.serves(right);
    }
    assert!(right > 0 || edits < 10);
}
