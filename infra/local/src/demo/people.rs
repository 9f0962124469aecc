//! The people of the demo: names, companies, numbers and addresses of several countries, all made up.
//!
//! Domains end in `.example`, which nobody can register, and numbers are of ranges that are kept for films and books, where
//! a country has one.

use fastrand::Rng;

/// Somebody who may become a lead.
#[derive(Debug, Clone)]
pub(super) struct Visitor {
    pub(super) email: String,
    pub(super) name: String,
    pub(super) company: String,
    pub(super) title: String,
    pub(super) phone: String,
    /// By its code of ISO 3166.
    pub(super) country: &'static str,
    pub(super) employees: u32,
    /// The IANA name of the time zone.
    pub(super) zone: &'static str,
    /// The address of the connection: of ranges for documentation (RFC 5737).
    pub(super) ip: String,
    /// What they write, in their language or in English.
    pub(super) message: &'static str,
    /// A program that fills in forms to advertise.
    pub(super) is_robot: bool,
}

/// A country, and what its people are called.
struct Country {
    code: &'static str,
    zone: &'static str,
    /// Of 100 visitors.
    share: u32,
    first: &'static [&'static str],
    last: &'static [&'static str],
    companies: &'static [&'static str],
    cities: &'static [&'static str],
    /// `#` stands for a digit.
    phone: &'static str,
    messages: &'static [&'static str],
}

const COUNTRIES: [Country; 10] = [
    Country {
        code: "PT",
        zone: "Europe/Lisbon",
        share: 20,
        first: &[
            "Maria", "João", "Inês", "Tiago", "Beatriz", "Rui", "Catarina", "Nuno", "Joana", "Pedro", "Mafalda",
            "Duarte",
        ],
        last: &[
            "Ferreira", "Sousa", "Carvalho", "Lopes", "Marques", "Nogueira", "Teixeira", "Pinto", "Correia", "Moura",
        ],
        companies: &[
            "Elevadores",
            "Clima",
            "AquaFix",
            "Portas Automáticas",
            "Solar",
            "Frio Industrial",
            "Caldeiras",
            "Vigilância",
        ],
        cities: &["Tejo", "Minho", "Douro", "Alentejo", "Mondego", "Algarve"],
        phone: "+351 912 345 ###",
        messages: &[
            "Temos 14 técnicos na rua e ainda usamos papel. Funciona sem rede, em caves?",
            "Queríamos ver como se planeiam as rotas de manhã.",
            "Precisamos de fotografias e assinatura do cliente no telemóvel.",
        ],
    },
    Country {
        code: "ES",
        zone: "Europe/Madrid",
        share: 14,
        first: &["Lucía", "Javier", "Carmen", "Pablo", "Marta", "Álvaro", "Elena", "Diego", "Nuria", "Sergio"],
        last: &["García", "Ortega", "Vidal", "Romero", "Iglesias", "Navarro", "Molina", "Castaño", "Ibáñez", "Prieto"],
        companies: &[
            "Ascensores",
            "Climatización",
            "Fontanería",
            "Puertas",
            "Energía Solar",
            "Mantenimientos",
            "Calderas",
            "Alarmas",
        ],
        cities: &["Ebro", "Levante", "Cantábrico", "Sierra Norte", "Guadiana", "Costa Brava"],
        phone: "+34 612 345 ###",
        messages: &[
            "Somos 25 técnicos. ¿Se integra con nuestro programa de facturas?",
            "¿Cuánto tarda la puesta en marcha? Empezamos la temporada en enero.",
        ],
    },
    Country {
        code: "DE",
        zone: "Europe/Berlin",
        share: 16,
        first: &["Anna", "Jürgen", "Katrin", "Markus", "Sabine", "Uwe", "Lena", "Björn", "Petra", "Stefan", "Heike"],
        last: &["Schäfer", "Krüger", "Vogel", "Lindner", "Böhm", "Hartmann", "Seidel", "Groß", "Pohl", "Winter"],
        companies: &[
            "Aufzugservice",
            "Klimatechnik",
            "Heizungsbau",
            "Torbau",
            "Solartechnik",
            "Kältetechnik",
            "Gebäudereinigung",
            "Brandschutz",
        ],
        cities: &["Nordheide", "Elbe", "Schwarzwald", "Ruhr", "Saale", "Allgäu"],
        phone: "+49 30 23125 ###",
        messages: &[
            "Wir planen 30 Monteure noch am Whiteboard. Geht das auch mit Subunternehmern?",
            "Kann man Wartungsverträge hinterlegen, damit Termine von selbst entstehen?",
            "Bitte rufen Sie vormittags an, nachmittags bin ich auf der Baustelle.",
        ],
    },
    Country {
        code: "FR",
        zone: "Europe/Paris",
        share: 12,
        first: &[
            "Camille", "Julien", "Élodie", "Mathieu", "Chantal", "Loïc", "Aurélie", "Benoît", "Sylvie", "Thibault",
        ],
        last: &[
            "Lefèvre",
            "Moreau",
            "Garnier",
            "Chevalier",
            "Perrin",
            "Guérin",
            "Fontaine",
            "Besson",
            "Renard",
            "Caron",
        ],
        companies: &[
            "Ascenseurs",
            "Chauffage",
            "Plomberie",
            "Climatisation",
            "Solaire",
            "Portes et Portails",
            "Nettoyage",
            "Dépannage",
        ],
        cities: &["du Rhône", "de l'Ouest", "des Alpes", "de la Loire", "du Littoral", "d'Alsace"],
        phone: "+33 1 99 00 1# ##",
        messages: &[
            "Nos techniciens perdent une heure par jour sur la route. Une démonstration, s'il vous plaît.",
            "Est-ce que cela marche sans réseau, dans les sous-sols ?",
        ],
    },
    Country {
        code: "GB",
        zone: "Europe/London",
        share: 12,
        first: &["Oliver", "Emily", "Harry", "Priya", "George", "Sophie", "Callum", "Aisha", "Thomas", "Gemma"],
        last: &["Whitfield", "Barnes", "Hughes", "Patel", "Fletcher", "O'Neill", "Marsh", "Sutton", "Doyle", "Bright"],
        companies: &[
            "Lift Care",
            "Heating",
            "Drainage",
            "Doors",
            "Solar",
            "Refrigeration",
            "Boiler Services",
            "Fire Safety",
        ],
        cities: &["Thames", "Pennine", "Severn", "Mercia", "Cornish", "Highland"],
        phone: "+44 20 7946 0###",
        messages: &[
            "We run 18 vans out of two depots. How does it handle emergency call-outs?",
            "Our engineers hate paperwork. Can they dictate the report?",
            "Looking to replace our current tool before the contract ends in spring.",
        ],
    },
    Country {
        code: "IE",
        zone: "Europe/Dublin",
        share: 5,
        first: &["Aoife", "Conor", "Niamh", "Eoin", "Saoirse", "Declan"],
        last: &["Byrne", "Gallagher", "Kavanagh", "Ní Bhriain", "Nolan", "Quinn"],
        companies: &["Lifts", "Plumbing", "Heat Pumps", "Alarms", "Facilities"],
        cities: &["Liffey", "Shannon", "Burren", "Wicklow"],
        phone: "+353 20 912 ####",
        messages: &["Can it work offline? Half our sites have no signal."],
    },
    Country {
        code: "BR",
        zone: "America/Sao_Paulo",
        share: 10,
        first: &["Ana Clara", "Gustavo", "Larissa", "Felipe", "Camila", "Thiago", "Patrícia", "Rodrigo"],
        last: &["Almeida", "Barbosa", "Ribeiro", "Cardoso", "Rezende", "Machado", "Peixoto", "Araújo"],
        companies: &["Elevadores", "Ar Condicionado", "Manutenção Predial", "Refrigeração", "Energia Solar", "Portões"],
        cities: &["Paulista", "Mineira", "Guanabara", "Iguaçu", "Bandeirantes"],
        phone: "+55 11 5550 ####",
        messages: &[
            "Temos 40 técnicos em três cidades. Vocês atendem em português?",
            "Preciso de uma proposta até sexta.",
        ],
    },
    Country {
        code: "NL",
        zone: "Europe/Amsterdam",
        share: 4,
        first: &["Sanne", "Daan", "Femke", "Bram", "Lotte", "Joris"],
        last: &["de Vries", "van den Berg", "Bakker", "Mulder", "Hoekstra", "Smit"],
        companies: &["Liftonderhoud", "Klimaat", "Loodgieters", "Zonnepanelen", "Beveiliging"],
        cities: &["Zuid", "Polder", "IJssel", "Waal"],
        phone: "+31 85 012 3###",
        messages: &["How many users do we need for 12 mechanics and 2 planners?"],
    },
    Country {
        code: "IT",
        zone: "Europe/Rome",
        share: 4,
        first: &["Giulia", "Marco", "Chiara", "Luca", "Francesca", "Davide"],
        last: &["Ricci", "Bianchi", "Galli", "Conti", "Ferrara", "Serra"],
        companies: &["Ascensori", "Caldaie", "Climatizzazione", "Impianti Solari", "Serramenti"],
        cities: &["Adriatica", "Padana", "Tirreno", "Etna"],
        phone: "+39 02 5550 ####",
        messages: &["Vorremmo vedere come funziona per la manutenzione programmata."],
    },
    Country {
        code: "US",
        zone: "America/New_York",
        share: 3,
        first: &["Megan", "Tyler", "Ashley", "Marcus", "Brianna", "Kyle"],
        last: &["Anderson", "Brooks", "Delgado", "Foster", "Nguyen", "Wallace"],
        companies: &["Elevator Co", "HVAC", "Plumbing", "Garage Doors", "Solar"],
        cities: &["Hudson", "Blue Ridge", "Lakeshore", "Keystone"],
        phone: "+1 212 555 01##",
        messages: &["Do you serve the US? We have 60 technicians in the tri-state area."],
    },
];

const ENGLISH: [&str; 10] = [
    "Can it work offline?",
    "We plan everything in a spreadsheet and it breaks every Monday. Show me something better.",
    "What does it cost for 15 people?",
    "Can customers see when the technician arrives?",
    "We need spare parts in the van and in the system to be the same number.",
    "Is there an interface to our accounting?",
    "A colleague saw you at a fair and said I should look at it.",
    "Please call me before Thursday, we decide this month.",
    "Just looking for now.",
    "How do you handle data protection for the photos of private homes?",
];

const TITLES: [&str; 14] = [
    "Head of Operations",
    "Owner",
    "CEO",
    "Service Manager",
    "Dispatcher",
    "Technician",
    "Office Manager",
    "Founder",
    "Director of Field Service",
    "IT Manager",
    "Team Lead",
    "Planner",
    "Assistant",
    "COO",
];

/// Employees of companies: small ones are more frequent.
const SIZES: [u32; 12] = [3, 6, 9, 14, 18, 25, 40, 60, 90, 140, 320, 1_400];

/// One of some.
pub(super) fn one_of<T: Copy>(of: &[T], rng: &mut Rng) -> T {
    of[rng.usize(..of.len())]
}

/// Whether something happens that happens `percent` times of 100.
pub(super) fn chance(percent: u32, rng: &mut Rng) -> bool {
    rng.u32(..100) < percent
}

impl Visitor {
    /// A visitor of that number: no two numbers have the same address.
    pub(super) fn draw(number: usize, rng: &mut Rng) -> Self {
        let shares = COUNTRIES.iter().map(|country| (country, country.share));
        let country = by_share(shares, rng).unwrap_or(&COUNTRIES[0]);
        let (first, last) = (one_of(country.first, rng), one_of(country.last, rng));
        let trade = one_of(country.companies, rng);
        let company = if chance(30, rng) {
            format!("{trade} {}", one_of(country.cities, rng))
        } else {
            format!("{} {trade}", one_of(country.last, rng))
        };
        let domain = format!("{}-{}.example", slug(&company), country.code.to_lowercase());
        let message = if chance(50, rng) { one_of(&ENGLISH, rng) } else { one_of(country.messages, rng) };
        Self {
            email: format!("{}.{}{}@{domain}", slug(first), slug(last), number),
            name: format!("{first} {last}"),
            company,
            title: one_of(&TITLES, rng).to_owned(),
            phone: digits(country.phone, number),
            country: country.code,
            employees: one_of(&SIZES, rng) + rng.u32(..5),
            zone: country.zone,
            ip: format!("{}.{}", one_of(&["192.0.2", "198.51.100", "203.0.113"], rng), rng.u8(1..255)),
            message,
            is_robot: false,
        }
    }
}

/// One of some that have shares: the larger its share, the more often.
pub(super) fn by_share<T: Copy>(of: impl Iterator<Item = (T, u32)> + Clone, rng: &mut Rng) -> Option<T> {
    let all: u32 = of.clone().map(|(_, share)| share).sum();
    let mut left = rng.u32(..all.max(1));
    for (one, share) in of {
        match left.checked_sub(share) {
            Some(rest) => left = rest,
            None => return Some(one),
        }
    }
    None
}

/// A number of the pattern, whose digits at the end are those of `number`.
fn digits(pattern: &str, number: usize) -> String {
    let mut rest = number;
    let written = pattern.chars().rev().map(|letter| match letter {
        '#' => {
            let digit = char::from(b'0' + u8::try_from(rest % 10).unwrap_or_default());
            rest /= 10;
            digit
        }
        other => other,
    });
    let reversed: Vec<char> = written.collect();
    reversed.into_iter().rev().collect()
}

/// A name as addresses have it: small letters without accents, joined by hyphens.
fn slug(name: &str) -> String {
    let name = name.to_lowercase();
    let plain = name.chars().filter_map(|letter| match letter {
        'á' | 'à' | 'â' | 'ã' | 'ä' => Some('a'),
        'é' | 'è' | 'ê' | 'ë' => Some('e'),
        'í' | 'ï' | 'î' => Some('i'),
        'ó' | 'ô' | 'õ' | 'ö' => Some('o'),
        'ú' | 'ü' => Some('u'),
        'ç' => Some('c'),
        'ñ' => Some('n'),
        'ß' => Some('s'),
        ' ' => Some('-'),
        letter => letter.is_ascii_alphanumeric().then_some(letter),
    });
    plain.collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use leadwright_domain::value::identity::EmailAddress;
    use leadwright_domain::value::phone::international;

    use super::*;

    #[test]
    fn everybody_has_an_address_and_a_number_that_can_be_read() {
        let mut rng = Rng::with_seed(1);
        let people: Vec<Visitor> = (0..900).map(|number| Visitor::draw(number, &mut rng)).collect();
        for person in &people {
            assert!(EmailAddress::parse(&person.email).is_ok(), "{person:?}");
            assert!(international(&person.phone).is_some(), "{person:?}");
        }
        let addresses: HashSet<&str> = people.iter().map(|person| person.email.as_str()).collect();
        assert_eq!(addresses.len(), people.len());
        assert!(people.iter().map(|person| person.country).collect::<HashSet<_>>().len() > 6);
    }

    #[test]
    fn the_same_seed_draws_the_same_people() {
        let draw = || (0..20).map(|number| Visitor::draw(number, &mut Rng::with_seed(7)).email).collect::<Vec<_>>();
        assert_eq!(draw(), draw());
    }
}
