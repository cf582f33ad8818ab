//! Picture files: the two containers in which Windows and macOS keep one icon in several sizes. Both hold whole PNG
//! files behind a table of them.

/// One size of an icon.
#[derive(Debug)]
pub(crate) struct Picture {
    /// Width and height in pixels.
    pub(crate) size: u32,
    /// A PNG file's content.
    pub(crate) png: Vec<u8>,
}

/// The content of a Windows `.ico` file with these sizes, none over 256 pixels.
pub(crate) fn ico(pictures: &[Picture]) -> Vec<u8> {
    const HEAD: usize = 6;
    const ENTRY: usize = 16;
    let mut file = Vec::new();
    file.extend(0_u16.to_le_bytes());
    file.extend(1_u16.to_le_bytes());
    file.extend((pictures.len() as u16).to_le_bytes());
    let mut offset = HEAD + ENTRY * pictures.len();
    for picture in pictures {
        // One byte a side, in which 0 means 256.
        let side = (picture.size % 256) as u8;
        file.extend([side, side, 0, 0]);
        file.extend(1_u16.to_le_bytes());
        file.extend(32_u16.to_le_bytes());
        file.extend((picture.png.len() as u32).to_le_bytes());
        file.extend((offset as u32).to_le_bytes());
        offset += picture.png.len();
    }
    pictures.iter().for_each(|picture| file.extend(&picture.png));
    file
}

/// The types of a macOS icon's entries, with the pixels of each: those for displays of single density, then those for
/// double.
pub(crate) const ICNS_TYPES: &[(&[u8; 4], u32)] = &[
    (b"ic07", 128),
    (b"ic08", 256),
    (b"ic09", 512),
    (b"ic10", 1024),
    (b"ic11", 32),
    (b"ic12", 64),
    (b"ic13", 256),
    (b"ic14", 512),
];

/// The content of a macOS `.icns` file. Sizes that are not among the pictures are left out.
pub(crate) fn icns(pictures: &[Picture]) -> Vec<u8> {
    let mut entries = Vec::new();
    for (kind, size) in ICNS_TYPES {
        if let Some(picture) = pictures.iter().find(|picture| picture.size == *size) {
            entries.extend(*kind);
            entries.extend((picture.png.len() as u32 + 8).to_be_bytes());
            entries.extend(&picture.png);
        }
    }
    let mut file = b"icns".to_vec();
    file.extend((entries.len() as u32 + 8).to_be_bytes());
    file.extend(entries);
    file
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pictures() -> Vec<Picture> {
        vec![Picture { size: 32, png: vec![1; 10] }, Picture { size: 256, png: vec![2; 20] }]
    }

    #[test]
    fn an_ico_file_points_at_each_of_its_pictures() {
        let file = ico(&pictures());
        for (index, picture) in pictures().iter().enumerate() {
            let entry = &file[6 + 16 * index..][..16];
            let number = |at: usize| u32::from_le_bytes(entry[at..at + 4].try_into().unwrap()) as usize;
            assert_eq!(u32::from(entry[0]), picture.size % 256);
            assert_eq!(file[number(12)..][..number(8)], picture.png);
        }
    }

    #[test]
    fn an_icns_file_has_the_length_it_declares_and_uses_a_picture_for_every_fitting_type() {
        let file = icns(&pictures());
        assert_eq!(u32::from_be_bytes(file[4..8].try_into().unwrap()) as usize, file.len());
        assert_eq!(&file[8..12], b"ic08");
        assert_eq!(file.len(), 8 + (8 + 20) + (8 + 10) + (8 + 20), "256 pixels serve both as ic08 and as ic13");
    }
}
