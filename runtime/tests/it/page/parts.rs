//! What each address gives.

use super::{
    GUARD, GZIP, HTML, Library, MARK, SAME, TOKEN, ask, assert_closed, called, library, plain,
};
use crate::support::send;

#[test]
fn browsers_get_the_page_and_programs_what_they_got() {
    let library = plain();
    for (address, other) in [(library.rest(), 404), (library.mcp(), 401)] {
        let guard = format!("Bearer {TOKEN}");
        let page = ask(address, "/", &[HTML, (GUARD, &guard)]);
        assert_eq!(page.status, 200);
        assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
        assert_eq!(page.header("cache-control"), Some("no-cache"));
        assert!(page.headers.contains(&("vary".to_owned(), "accept".to_owned())), "{page:?}");
        assert_closed(&page, "/");
        let policy = page.header("content-security-policy").unwrap();
        assert!(policy.contains("require-trusted-types-for 'script'; trusted-types 'none'"));
        for accept in ["*/*", "application/json", "text/event-stream, application/json"] {
            let answer = ask(address, "/", &[("accept", accept)]);
            assert_eq!(answer.status, other, "{accept}");
            assert_eq!(answer.header("content-type"), Some("application/problem+json"));
            assert!(answer.headers.contains(&("vary".to_owned(), "accept".to_owned())));
        }
        assert!([404, 405, 401].contains(&send(address, "POST", "/", &[HTML], "").status));
    }
}

#[test]
fn documents_have_the_addresses_of_this_process() {
    let library = plain();
    let page = ask(library.rest(), "/", &[HTML]).text();
    for (key, value) in [
        ("address books-rest", format!("http://{}", library.rest())),
        ("address books-mcp", format!("http://{}/mcp", library.mcp())),
        ("upstream books", library.upstream.uri()),
        ("variable BOOKS_NAME", "set".to_owned()),
    ] {
        let element = format!("data-live=\"{key}\">{value}</");
        assert!(page.contains(&element) || key.starts_with("variable"), "{element}");
    }
    assert!(page.contains("<body data-mode=\"live\""));
    assert!(!page.contains("?HASH\""), "versions of the files are named");
    let entry = ask(library.rest(), "/-/page/rest/list-books", &[HTML]).text();
    assert!(entry.contains(&format!("http://{}", library.rest())));
    let mock = library_in_mock();
    assert!(ask(mock.rest(), "/", &[HTML]).text().contains("<body data-mode=\"mock\""));
    let state = called(mock.rest(), "/-/state").json();
    assert_eq!(state["mode"], "mock");
}

fn library_in_mock() -> Library {
    library(|mut config| {
        config.mock = true;
        config
    })
}

#[test]
fn each_part_is_served_as_it_was_compressed_or_read() {
    let library = plain();
    let page = ask(library.rest(), "/", &[HTML]).text();
    let version = |name: &str| {
        let (_, rest) = page.split_once(&format!("/-/{name}?")).expect(name);
        format!("/-/{name}?{}", rest.split('"').next().unwrap())
    };
    let parts = [
        (version("page.css"), "text/css; charset=utf-8", true),
        (version("page.js"), "text/javascript; charset=utf-8", true),
        (version("icon.svg"), "image/svg+xml", true),
        ("/-/page.css".to_owned(), "text/css; charset=utf-8", false),
        ("/-/page/rest/list-books".to_owned(), "text/html; charset=utf-8", false),
        ("/-/page/tools/lend-book".to_owned(), "text/html; charset=utf-8", false),
        ("/-/page/prompts/recommend".to_owned(), "text/html; charset=utf-8", false),
        ("/-/page.json".to_owned(), "application/json", false),
        ("/-/spec".to_owned(), "text/plain; charset=utf-8", false),
        ("/".to_owned(), "text/html; charset=utf-8", false),
    ];
    for (path, media, is_kept) in parts {
        let as_it_is = ask(library.rest(), &path, &[MARK, SAME, HTML]);
        assert_eq!(as_it_is.status, 200, "{path}");
        assert_eq!(as_it_is.header("content-type"), Some(media), "{path}");
        assert_eq!(as_it_is.header("content-encoding"), None, "{path}");
        let kept = as_it_is.header("cache-control").unwrap();
        assert_eq!(kept.contains("immutable"), is_kept, "{path}");
        assert_closed(&as_it_is, &path);
        let packed = ask(library.rest(), &path, &[MARK, SAME, HTML, GZIP]);
        assert_eq!(packed.header("content-encoding"), Some("gzip"), "{path}");
        assert!(packed.body.starts_with(&[0x1f, 0x8b]), "{path}");
        assert!(packed.body.len() < as_it_is.body.len(), "{path}");
        let tags = [&as_it_is, &packed].map(|answer| answer.header("etag").unwrap().to_owned());
        assert_ne!(tags[0], tags[1], "{path}");
        for tag in &tags {
            let unchanged = [MARK, SAME, HTML, ("if-none-match", tag.as_str())];
            let answer = ask(library.rest(), &path, &unchanged);
            assert_eq!((answer.status, answer.body.len()), (304, 0), "{path}");
            assert_eq!(answer.header("etag"), Some(tags[0].as_str()), "{path}");
            assert_closed(&answer, &path);
        }
        let head = send(library.rest(), "HEAD", &path, &[MARK, SAME, HTML], "");
        assert_eq!((head.status, head.body.len()), (200, 0), "{path}");
        assert_eq!(head.header("content-length"), Some(&*as_it_is.body.len().to_string()));
    }
}

#[test]
fn what_is_not_there_is_said_in_the_same_way() {
    let library = plain();
    for path in ["/-/other", "/-/page/rest/other", "/-/page/", "/-/page.html", "/-/page/%FF"] {
        let answer = ask(library.rest(), path, &[HTML]);
        assert_eq!(answer.status, 404, "{path}");
        assert_closed(&answer, path);
    }
    for path in ["/-/page.css", "/-/spec", "/-/page/rest/list-books"] {
        let answer = send(library.rest(), "DELETE", path, &[MARK, SAME], "");
        assert_eq!((answer.status, answer.header("allow")), (405, Some("GET, HEAD")), "{path}");
        assert_closed(&answer, path);
    }
    // No path of the page's.
    assert_eq!(ask(library.rest(), "/-/", &[HTML]).header("content-security-policy"), None);
    assert_eq!(ask(library.rest(), "/-", &[HTML]).header("content-security-policy"), None);
}
