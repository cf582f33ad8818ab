//! The tree against a model that is too simple to be wrong: a list of messages with marks of deletion.

use std::collections::HashMap;

use carat_store::{MessageId, Role, Store};
use proptest::prelude::*;

use crate::{begin, ids, memory, new};

/// One thing a person does. Numbers pick among the messages there are.
#[derive(Debug, Clone)]
enum Step {
    /// Adds a message below another, or a first one.
    Add {
        parent: Option<usize>,
        role: bool,
    },
    Select(usize),
    Delete(usize),
    Restore(usize),
    Purge,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => (proptest::option::weighted(0.9, any::<usize>()), any::<bool>())
            .prop_map(|(parent, role)| Step::Add { parent, role }),
        3 => any::<usize>().prop_map(Step::Select),
        2 => any::<usize>().prop_map(Step::Delete),
        2 => any::<usize>().prop_map(Step::Restore),
        1 => Just(Step::Purge),
    ]
}

/// A message of the model. Its number is its place in the list, so children have higher numbers than parents.
struct Node {
    id: MessageId,
    parent: Option<usize>,
    role: Role,
    deleted: bool,
    erased: bool,
}

#[derive(Default)]
struct Model {
    nodes: Vec<Node>,
    leaf: Option<usize>,
}

impl Model {
    fn path(&self, mut number: usize) -> Vec<usize> {
        let mut path = vec![number];
        while let Some(parent) = self.nodes[number].parent {
            path.insert(0, parent);
            number = parent;
        }
        path
    }

    fn in_sight(&self, number: usize) -> bool {
        self.path(number).iter().all(|above| !self.nodes[*above].deleted && !self.nodes[*above].erased)
    }

    fn newest_below(&self, number: usize) -> usize {
        let below = |other: &usize| self.in_sight(*other) && self.path(*other).contains(&number);
        (0..self.nodes.len()).rfind(below).expect("itself at least")
    }

    fn versions(&self, number: usize) -> Vec<usize> {
        let place = |node: &Node| (node.parent, node.role);
        (0..self.nodes.len())
            .filter(|other| place(&self.nodes[*other]) == place(&self.nodes[number]) && self.in_sight(*other))
            .collect()
    }

    fn delete(&mut self, number: usize) {
        let versions = self.versions(number);
        let place = versions.iter().position(|other| *other == number).expect("it is a version of itself");
        let heir = if place > 0 { versions.get(place - 1) } else { versions.get(1) }.copied();
        self.nodes[number].deleted = true;
        if self.leaf.is_some_and(|leaf| !self.in_sight(leaf)) {
            self.leaf = heir.map(|version| self.newest_below(version)).or(self.nodes[number].parent);
        }
    }

    fn restore(&mut self, number: usize) {
        self.nodes[number].deleted = false;
        if self.in_sight(number) {
            self.leaf = Some(self.newest_below(number));
        }
    }

    fn purge(&mut self) {
        for number in 0..self.nodes.len() {
            if self.path(number).iter().any(|above| self.nodes[*above].deleted) {
                self.nodes[number].erased = true;
            }
        }
    }
}

fn agree(store: &Store, conversation: carat_store::ConversationId, model: &Model) {
    let names: HashMap<usize, MessageId> = model.nodes.iter().map(|node| node.id).enumerate().collect();
    let named = |numbers: Vec<usize>| -> Vec<MessageId> { numbers.iter().map(|number| names[number]).collect() };
    let thread = model.leaf.map(|leaf| model.path(leaf)).unwrap_or_default();
    assert_eq!(ids(&store.thread(conversation).unwrap()), named(thread), "the thread that is shown");
    for (number, node) in model.nodes.iter().enumerate() {
        if model.in_sight(number) {
            let message = store.message(node.id).unwrap();
            assert_eq!(message.versions, named(model.versions(number)), "the versions at one place");
            assert_eq!(ids(&store.path_to(node.id).unwrap()), named(model.path(number)));
        } else {
            assert!(store.message(node.id).is_err(), "what is deleted is out of reach");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_tree_behaves_as_a_list_with_marks_would(steps in proptest::collection::vec(step(), 1..24)) {
        let store = memory();
        let conversation = begin(&store, "");
        let mut model = Model::default();
        for step in steps {
            let pick = |number: usize| (!model.nodes.is_empty()).then(|| number % model.nodes.len());
            match step {
                Step::Add { parent, role } => {
                    let parent = parent.and_then(pick);
                    let role = if role { Role::User } else { Role::Assistant };
                    let above = parent.map(|number| model.nodes[number].id);
                    let added = store.add_message(new(conversation, above, role, "x"));
                    prop_assert_eq!(added.is_ok(), parent.is_none_or(|number| model.in_sight(number)));
                    if let Ok(message) = added {
                        model.leaf = Some(model.nodes.len());
                        model.nodes.push(Node { id: message.id, parent, role, deleted: false, erased: false });
                    }
                }
                Step::Select(number) => {
                    let Some(number) = pick(number) else { continue };
                    let selected = store.select(model.nodes[number].id);
                    prop_assert_eq!(selected.is_ok(), model.in_sight(number));
                    if selected.is_ok() {
                        model.leaf = Some(model.newest_below(number));
                    }
                }
                Step::Delete(number) => {
                    let Some(number) = pick(number) else { continue };
                    let deleted = store.delete_message(model.nodes[number].id);
                    prop_assert_eq!(deleted.is_ok(), model.in_sight(number));
                    if deleted.is_ok() {
                        model.delete(number);
                    }
                }
                Step::Restore(number) => {
                    let Some(number) = pick(number) else { continue };
                    let restored = store.restore_message(model.nodes[number].id);
                    prop_assert_eq!(restored.is_ok(), !model.nodes[number].erased);
                    if restored.is_ok() {
                        model.restore(number);
                    }
                }
                Step::Purge => {
                    store.purge_deleted(0).unwrap();
                    model.purge();
                }
            }
            agree(&store, conversation, &model);
        }
    }
}
