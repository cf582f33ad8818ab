//! A program.

fn main() {
    println!("東京");
}

/// Adds.
fn add(a: u32, b: u32) -> u32 {
    a + b
}
