//! A picture nobody has to take: a washing machine, drawn.

use crate::DemoError;

/// How wide and high it is.
const WIDTH: u32 = 240;
const HEIGHT: u32 = 280;

/// The picture as a PNG file.
pub fn washing_machine() -> Result<Vec<u8>, DemoError> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, WIDTH, HEIGHT);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().map_err(DemoError::seed)?;
    let row = |y| (0..WIDTH).flat_map(move |x| colour(i64::from(x), i64::from(y)));
    let pixels: Vec<u8> = (0..HEIGHT).flat_map(row).collect();
    writer.write_image_data(&pixels).map_err(DemoError::seed)?;
    writer.finish().map_err(DemoError::seed)?;
    Ok(file)
}

/// The wall, the body with its panel, the door with water behind it.
fn colour(x: i64, y: i64) -> [u8; 3] {
    let from_door = (x - 120).pow(2) + (y - 165).pow(2);
    let from_knob = (x - 185).pow(2) + (y - 50).pow(2);
    if !(20..220).contains(&x) || !(20..270).contains(&y) {
        [206, 212, 218]
    } else if from_knob < 14_i64.pow(2) || from_door < 75_i64.pow(2) && from_door >= 60_i64.pow(2) {
        [134, 142, 150]
    } else if from_door < 60_i64.pow(2) {
        if y > 175 { [77, 171, 247] } else { [52, 58, 64] }
    } else if y < 80 {
        [233, 236, 239]
    } else {
        [248, 249, 250]
    }
}
