//! Areas within countries whose telephone numbers tell another zone than the one where most of the country lives.
//!
//! Area codes are those of the countries' numbering plans, as ITU-T E.164 lists them. An area that lies in two zones has
//! that of most of its people. A mobile number mostly tells no area, except where it begins with `1`.

/// What numbers begin with, the areas that may follow, and their zone.
#[rustfmt::skip]
pub(crate) const AREAS: [(&str, &[u16], &str); 55] = [
    // United States and Canada; what is not here has the clock of New York and Toronto.
    ("1", &[
        204, 205, 210, 214, 217, 218, 219, 224, 225, 228, 235, 251, 254, 256, 262, 270, 274, 281, 308, 309, 312, 314,
        316, 318, 319, 320, 325, 327, 331, 334, 337, 346, 353, 361, 364, 402, 405, 409, 414, 417, 430, 431, 432, 447,
        448, 457, 464, 469, 471, 479, 501, 504, 507, 512, 515, 531, 534, 539, 557, 563, 572, 573, 580, 584, 601, 605,
        608, 612, 615, 618, 620, 621, 629, 630, 636, 641, 651, 659, 660, 662, 682, 701, 708, 712, 713, 715, 726, 730, 731,
        737, 763, 769, 773, 779, 785, 806, 815, 816, 817, 830, 832, 847, 850, 861, 870, 872, 901, 903, 913, 918, 920,
        924, 931, 936, 938, 940, 945, 952, 956, 972, 975, 979, 985,
    ], "America/Chicago"),
    ("1", &[306, 474, 639], "America/Regina"),
    ("1", &[
        208, 303, 307, 368, 385, 403, 406, 435, 505, 575, 587, 719, 720, 748, 780, 801, 825, 867, 915, 970, 983, 986,
    ], "America/Denver"),
    ("1", &[480, 520, 602, 623, 928], "America/Phoenix"),
    ("1", &[
        206, 209, 213, 236, 250, 253, 257, 279, 310, 323, 341, 350, 357, 360, 369, 408, 415, 424, 425, 442, 458, 503,
        509, 510, 530, 541, 559, 562, 564, 604, 619, 626, 628, 650, 657, 661, 669, 672, 702, 707, 714, 725, 738, 747,
        760, 775, 778, 805, 818, 820, 831, 837, 840, 858, 909, 916, 925, 949, 951, 971,
    ], "America/Los_Angeles"),
    ("1", &[907], "America/Anchorage"),
    ("1", &[808], "Pacific/Honolulu"),
    ("1", &[428, 506, 782, 902], "America/Halifax"),
    ("1", &[709, 879], "America/St_Johns"),
    // Second area codes of islands.
    ("1", &[829, 849], "America/Santo_Domingo"),
    ("1", &[939], "America/Puerto_Rico"),
    ("1", &[658], "America/Jamaica"),
    // Russia and Kazakhstan.
    ("7", &[6], "Asia/Almaty"),
    ("7", &[401], "Europe/Kaliningrad"),
    ("7", &[341, 846, 848], "Europe/Samara"),
    ("7", &[842], "Europe/Ulyanovsk"),
    ("7", &[845], "Europe/Saratov"),
    ("7", &[851], "Europe/Astrakhan"),
    ("7", &[342, 343, 345, 346, 347, 349, 351, 352, 353], "Asia/Yekaterinburg"),
    ("7", &[381], "Asia/Omsk"),
    ("7", &[383], "Asia/Novosibirsk"),
    ("7", &[385, 388], "Asia/Barnaul"),
    ("7", &[382], "Asia/Tomsk"),
    ("7", &[384], "Asia/Novokuznetsk"),
    ("7", &[390, 391, 394], "Asia/Krasnoyarsk"),
    ("7", &[301, 395], "Asia/Irkutsk"),
    ("7", &[302], "Asia/Chita"),
    ("7", &[411, 416], "Asia/Yakutsk"),
    ("7", &[421, 423, 426], "Asia/Vladivostok"),
    ("7", &[424], "Asia/Sakhalin"),
    ("7", &[413], "Asia/Magadan"),
    ("7", &[415], "Asia/Kamchatka"),
    ("7", &[427], "Asia/Anadyr"),
    // Brazil.
    ("55", &[68], "America/Rio_Branco"),
    ("55", &[92, 97], "America/Manaus"),
    ("55", &[95], "America/Boa_Vista"),
    ("55", &[69], "America/Porto_Velho"),
    ("55", &[65, 66], "America/Cuiaba"),
    ("55", &[67], "America/Campo_Grande"),
    // Australia.
    ("61", &[7], "Australia/Brisbane"),
    ("61", &[8], "Australia/Adelaide"),
    ("61", &[86, 89], "Australia/Perth"),
    ("61", &[889], "Australia/Darwin"),
    // Mexico.
    ("52", &[983, 984, 987, 998], "America/Cancun"),
    ("52", &[616, 646, 658, 661, 664, 665, 686], "America/Tijuana"),
    ("52", &[656], "America/Ciudad_Juarez"),
    ("52", &[622, 631, 633, 634, 637, 638, 642, 644, 645, 647, 651, 653, 662], "America/Hermosillo"),
    ("52", &[311, 612, 613, 615, 624, 667, 668, 669, 672, 673, 687, 694, 695, 696, 697, 698], "America/Mazatlan"),
    // Indonesia.
    ("62", &[361, 370, 380, 411, 431, 451, 511, 541, 542, 551], "Asia/Makassar"),
    ("62", &[911, 951, 967, 986], "Asia/Jayapura"),
    // Islands and far ends.
    ("34", &[822, 828, 922, 928], "Atlantic/Canary"),
    ("351", &[291], "Atlantic/Madeira"),
    ("351", &[292, 295, 296], "Atlantic/Azores"),
    ("56", &[61], "America/Punta_Arenas"),
    ("262", &[639], "Indian/Mayotte"),
];
