//! One text of HTML in the place of another: only what differs between the two is changed in the
//! page. What the browser, somebody who types, or an extension of the browser did to the page differs
//! in neither, and stays.

use leptos::wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlTemplateElement, Node};

use crate::browser;

/// Has a place that was written as `before` show `after`.
pub fn renew(place: &Element, before: &str, after: &str) {
    if let (Some(before), Some(after)) = (read(before), read(after)) {
        renew_children(place, &before, &after);
    }
}

/// The nodes of a text, which are of no page: nothing in them is loaded.
fn read(html: &str) -> Option<Node> {
    let made = browser::document()?.create_element("template").ok()?;
    let made: HtmlTemplateElement = made.dyn_into().ok()?;
    made.set_inner_html(html);
    Some(made.content().into())
}

fn children(of: &Node) -> Vec<Node> {
    let mut children = Vec::new();
    let mut next = of.first_child();
    while let Some(child) = next {
        next = child.next_sibling();
        children.push(child);
    }
    children
}

/// What stays of a node, whatever else of it changes: its tag, and which of its kind it is.
fn name_of(node: &Node) -> String {
    let mut name = node.node_name();
    if let Some(element) = node.dyn_ref::<Element>() {
        for attribute in ["id", "data-field", "name", "data-action", "src"] {
            name.push(' ');
            name.push_str(&element.get_attribute(attribute).unwrap_or_default());
        }
        let class = element.get_attribute("class").unwrap_or_default();
        name.push(' ');
        name.push_str(class.split(' ').next().unwrap_or_default());
    }
    name
}

/// A node of the old text, and what it became in the page.
struct Known {
    name: String,
    node: Node,
    live: Option<Node>,
}

/// What is in the page and in neither text is nobody's, and stays.
fn known(live: &Node, before: &Node) -> Vec<Known> {
    let in_page = children(live);
    let mut from = 0;
    let mut find = |node: Node| {
        let name = name_of(&node);
        let found = in_page[from..]
            .iter()
            .position(|live| name_of(live) == name);
        let live = found.map(|found| {
            from += found + 1;
            in_page[from - 1].clone()
        });
        Known { name, node, live }
    };
    children(before).into_iter().map(&mut find).collect()
}

fn renew_children(live: &Node, before: &Node, after: &Node) {
    let known = known(live, before);
    let mut at = 0;
    // What stands in the page as it should, so far.
    let mut last: Option<Node> = None;
    for node in children(after) {
        let name = name_of(&node);
        let same = known[at..].iter().position(|known| known.name == name);
        let there = match same {
            Some(passed) => {
                // What is passed over is in the new text no more.
                known[at..at + passed].iter().for_each(remove);
                at += passed + 1;
                let Known {
                    node: old, live, ..
                } = &known[at - 1];
                // Something may have taken it out of the page.
                live.as_ref()
                    .inspect(|live| renew_node(live, old, &node))
                    .cloned()
            }
            None => put_in(live, &node, last.as_ref()),
        };
        last = there.or(last);
    }
    known[at..].iter().for_each(remove);
}

fn remove(known: &Known) {
    if let Some(live) = &known.live
        && let Some(parent) = live.parent_node()
    {
        let _ = parent.remove_child(live);
    }
}

fn put_in(live: &Node, node: &Node, last: Option<&Node>) -> Option<Node> {
    let new = browser::document()?
        .import_node_with_deep(node, true)
        .ok()?;
    let next = match last {
        Some(last) => last.next_sibling(),
        None => live.first_child(),
    };
    live.insert_before(&new, next.as_ref()).ok()
}

/// What stands in a control is somebody's; the text only says what stood there first.
const OF_CONTROLS: [&str; 4] = [
    "INPUT value",
    "INPUT checked",
    "OPTION selected",
    "DETAILS open",
];

fn renew_node(live: &Node, before: &Node, after: &Node) {
    if before.is_equal_node(Some(after)) {
        return;
    }
    let (Some(element), Some(old), Some(new)) = (
        live.dyn_ref::<Element>(),
        before.dyn_ref::<Element>(),
        after.dyn_ref::<Element>(),
    ) else {
        live.set_node_value(after.node_value().as_deref());
        return;
    };
    let tag = element.tag_name();
    let names = old.get_attribute_names().concat(&new.get_attribute_names());
    for name in names.iter().filter_map(|name| name.as_string()) {
        let value = new.get_attribute(&name);
        if value == old.get_attribute(&name) || OF_CONTROLS.contains(&&*format!("{tag} {name}")) {
            continue;
        }
        let _ = match value {
            Some(value) => element.set_attribute(&name, &value),
            None => element.remove_attribute(&name),
        };
    }
    // Where scripts run, what is for who has none is a text to the browser.
    if tag != "NOSCRIPT" && tag != "TEXTAREA" {
        renew_children(live, before, after);
    }
}
