//! The headers of a list: `Link` and `X-Total-Count`.

use super::{headers, link, statements};
use help_request_edge::table::{MAX_LINK_BYTES, MAX_OFFSET};

#[test]
fn the_only_page() {
    let first = link("sysparm_limit=10000&sysparm_offset=0", "first");
    let last = link("sysparm_limit=10000&sysparm_offset=0", "last");
    for (yielded, total) in [(0, 0), (1, 1), (10_000, 10_000)] {
        let expected = vec![("X-Total-Count", total.to_string()), ("Link", format!("{first},{last}"))];
        assert_eq!(headers("", yielded, Some(total)), expected);
    }
}

#[test]
fn the_first_page_of_several() {
    let page = |offset: u64| format!("sysparm_limit=2&sysparm_offset={offset}");
    let expected = [link(&page(0), "first"), link(&page(2), "next"), link(&page(4), "last")].join(",");
    for query in ["sysparm_limit=2", "sysparm_offset=0&sysparm_limit=2"] {
        for total in [5, 6] {
            let expected = vec![("X-Total-Count", total.to_string()), ("Link", expected.clone())];
            assert_eq!(headers(query, 3, Some(total)), expected);
        }
    }
}

#[test]
fn a_page_in_the_middle() {
    let page = |offset: u64| format!("sysparm_limit=2&sysparm_offset={offset}");
    for (offset, previous, next) in [(2, 0, 4), (3, 1, 5), (1, 0, 3)] {
        let links = [(0, "first"), (previous, "prev"), (next, "next"), (6, "last")]
            .map(|(offset, rel)| link(&page(offset), rel));
        let expected = vec![("X-Total-Count", "7".to_owned()), ("Link", links.join(","))];
        assert_eq!(headers(&format!("sysparm_limit=2&sysparm_offset={offset}"), 3, Some(7)), expected);
    }
}

#[test]
fn the_last_page_has_no_next_one() {
    let page = |offset: u64| format!("sysparm_limit=2&sysparm_offset={offset}");
    let links = [(0, "first"), (2, "prev"), (4, "last")].map(|(offset, rel)| link(&page(offset), rel)).join(",");
    for (yielded, total) in [(1, 5), (2, 6)] {
        let expected = vec![("X-Total-Count", total.to_string()), ("Link", links.clone())];
        assert_eq!(headers("sysparm_limit=2&sysparm_offset=4", yielded, Some(total)), expected);
    }
}

#[test]
fn a_page_behind_the_end() {
    let page = |offset: u64| format!("sysparm_limit=2&sysparm_offset={offset}");
    let links = [(0, "first"), (98, "prev"), (4, "last")].map(|(offset, rel)| link(&page(offset), rel)).join(",");
    let expected = vec![("X-Total-Count", "5".to_owned()), ("Link", links)];
    assert_eq!(headers("sysparm_limit=2&sysparm_offset=100", 0, Some(5)), expected);
}

#[test]
fn whatever_is_asked_beside_the_page_is_kept_in_links() {
    let asked = "sysparm_query=type%3Da%5EORtype%3Db+c&sysparm_fields=number&state=new";
    let query = format!("&sysparm_offset=2&{asked}&sysparm_limit=2&&=&");
    let page = |offset: u64| format!("{asked}&sysparm_limit=2&sysparm_offset={offset}");
    let links = [(0, "first"), (0, "prev"), (4, "next"), (4, "last")].map(|(offset, rel)| link(&page(offset), rel));
    assert_eq!(headers(&query, 3, Some(5)), vec![("X-Total-Count", "5".to_owned()), ("Link", links.join(","))]);
}

#[test]
fn a_page_is_not_kept_in_links_however_it_is_written() {
    let links = [(0, "first"), (1, "prev"), (5, "next")]
        .map(|(offset, rel)| link(&format!("sysparm_limit=2&sysparm_offset={offset}"), rel))
        .join(",");
    let query = "sysparm%5Flimit=2&sysparm_offset&%73ysparm_offset=3";
    assert_eq!(headers(query, 3, None), vec![("Link", links)]);
}

#[test]
fn links_lead_to_lists_that_can_be_read() {
    for query in [
        "sysparm_query=type=a^state=new",
        "sysparm_query=type%3Da%5E%5EtypeLIKEb%26&state=new",
        "sysparm%5Foffset=1&type=%C3%A4",
    ] {
        let (_, links) = headers(&format!("{query}&sysparm_limit=3"), 4, Some(9)).pop().unwrap();
        let meant = statements("interaction", &format!("{query}&sysparm_limit=3"));
        for link in links.split(',') {
            let followed = link.trim_start_matches('<').split_once('>').unwrap().0.split_once('?').unwrap().1;
            let followed = statements("interaction", followed);
            assert_eq!(followed[0].sql, meant[0].sql);
            assert_eq!(followed[1], meant[1]);
        }
    }
}

#[test]
fn without_a_count_there_is_neither_total_nor_last_page() {
    let links = [(0, "first"), (1, "prev"), (5, "next")]
        .map(|(offset, rel)| link(&format!("sysparm_no_count=true&sysparm_limit=2&sysparm_offset={offset}"), rel))
        .join(",");
    let query = "sysparm_no_count=true&sysparm_limit=2&sysparm_offset=3";
    assert_eq!(headers(query, 3, None), vec![("Link", links)]);
}

#[test]
fn links_are_left_out_where_they_are_not_wanted_or_lead_nowhere() {
    let total = || vec![("X-Total-Count", "5".to_owned())];
    assert_eq!(headers("sysparm_suppress_pagination_header=true&sysparm_limit=2", 3, Some(5)), total());
    assert_eq!(headers("sysparm_suppress_pagination_header=true&sysparm_no_count=true", 3, None), vec![]);
    assert_eq!(headers("sysparm_suppress_pagination_header=False", 3, Some(5)).len(), 2);
}

#[test]
fn link_leaves_out_last_then_first_then_prev_where_it_would_be_too_long() {
    assert_eq!(MAX_LINK_BYTES, 8192);
    let relations = |query: &str| {
        let (_, links) = headers(query, 3, Some(9)).pop().unwrap();
        let relations: Vec<&str> = links.split("rel=\"").skip(1).map(|part| part.split('"').next().unwrap()).collect();
        (links.len(), relations.join(" "))
    };
    let query = |bytes: usize| format!("type={}&sysparm_limit=2&sysparm_offset=4", "a".repeat(bytes));
    // The longest header with each list of links.
    let mut all: Vec<(usize, String)> = vec![];
    for bytes in 1_800..9_000 {
        let (length, relations) = relations(&query(bytes));
        assert!(length <= MAX_LINK_BYTES || relations == "next", "{bytes}");
        all.pop_if(|(_, last)| *last == relations);
        all.push((length, relations));
    }
    let lists: Vec<&str> = all.iter().map(|(_, relations)| relations.as_str()).collect();
    assert_eq!(lists, ["first prev next last", "first prev next", "prev next", "next"]);
    // Each link is there as long as it fits: one more byte in each is too much.
    for ((length, relations), count) in all.iter().zip([4, 3, 2]) {
        assert!(length + count > MAX_LINK_BYTES - 1, "{relations}");
    }
    // The next page alone is named whatever its length: who follows it must not stop before the last one.
    let query = format!("type={}&sysparm_limit=1", "a".repeat(20_000));
    let kept = query.strip_suffix("sysparm_limit=1").unwrap();
    let next = link(&format!("{kept}sysparm_limit=1&sysparm_offset=1"), "next");
    assert_eq!(headers(&query, 2, Some(2)), [("X-Total-Count", "2".to_owned()), ("Link", next)]);
    // On the last page nothing is left.
    assert_eq!(headers(&query, 1, Some(1)), [("X-Total-Count", "1".to_owned())]);
}

#[test]
fn the_highest_offset_has_pages_around_it() {
    assert_eq!(MAX_OFFSET, i64::MAX as u64 / 2);
    let query = format!("sysparm_limit=10000&sysparm_offset={MAX_OFFSET}");
    let page = |offset: u64| format!("sysparm_limit=10000&sysparm_offset={offset}");
    let last = u64::MAX / 10_000 * 10_000;
    let links = [(0, "first"), (MAX_OFFSET - 10_000, "prev"), (MAX_OFFSET + 10_000, "next"), (last, "last")]
        .map(|(offset, rel)| link(&page(offset), rel))
        .join(",");
    let expected = vec![("X-Total-Count", u64::MAX.to_string()), ("Link", links)];
    assert_eq!(headers(&query, 10_001, Some(u64::MAX)), expected);
}
