//! Finds modules that use each other in a circle, whatever their layers.

use std::collections::{BTreeMap, BTreeSet};

use super::checker::{File, arrows};

/// An arrow that closes a circle and stays: from, to, and why.
pub type Kept = &'static [(&'static str, &'static str, &'static str)];

type Graph = BTreeMap<String, BTreeMap<String, String>>;

/// Circles of the modules at the root of a crate, and arrows of the list that close none any more.
pub fn circles(files: &[File], types: &[&str], kept: Kept) -> Vec<String> {
    let mut graph = Graph::new();
    for (from, to) in arrows(files, types) {
        if from[0] != to[0] {
            let example = format!("{} uses {}", from.join("::"), to.join("::"));
            let uses = graph.entry(from[0].clone()).or_default();
            uses.entry(to[0].clone()).or_insert(example);
        }
    }
    let mut faults = Vec::new();
    let whole = graph.clone();
    for (from, to, _) in kept {
        let is_circle = reached(&whole, to).contains(*from);
        let uses = graph.get_mut(*from).and_then(|uses| uses.remove(*to));
        if uses.is_none() || !is_circle {
            faults.push(format!("{from} -> {to} closes no circle any more"));
        }
    }
    for (from, uses) in &graph {
        for (to, example) in uses {
            if reached(&graph, to).contains(from) {
                faults.push(format!("{from} -> {to} is in a circle: {example}"));
            }
        }
    }
    faults
}

/// Everything a module uses, itself and through others.
fn reached(graph: &Graph, from: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut open = vec![from.to_owned()];
    while let Some(next) = open.pop() {
        for to in graph.get(&next).into_iter().flat_map(BTreeMap::keys) {
            if found.insert(to.clone()) {
                open.push(to.clone());
            }
        }
    }
    found.insert(from.to_owned());
    found
}
