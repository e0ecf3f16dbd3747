import { describe, expect, test } from "@odoo/hoot";
import { findSensitive } from "@clubs_ambition/sensitive_words/sensitive_words";

describe.current.tags("headless");

/** What an animateur may have typed, by what it tells. */
const TOLD = {
    health: [
        "En arrêt maladie depuis mars",
        "Elle est enceinte de quatre mois",
        "Problèmes de santé, à revoir en avril",
        "RQTH en cours, dossier MDPH déposé",
        "sort de l'hôpital vendredi",
        "Traitement lourd : dépression, suivi psy toutes les semaines",
        "DIABÈTE de type 2",
        "Il a été opéré du genou",
        "mal de dos, ne peut pas porter",
        "reconnue travailleuse handicapée",
        "Addiction au jeu",
        "allergique à la farine",
        "burn out en 2024",
    ],
    justice: [
        "Sort de prison en juin",
        "porte un bracelet électronique",
        "Casier judiciaire : à vérifier",
        "condamné avec sursis",
        "convoquée au tribunal le 12",
        "suspension de permis six mois",
        "victime de violences conjugales",
        "effectue un travail d’intérêt général",
    ],
    origin: [
        "d'origine algérienne, bon français",
        "D’ORIGINE TURQUE",
        "arrivée comme réfugiée en 2019",
        "famille gitane",
        "Discriminé pour sa couleur de peau",
        "sans-papiers jusqu'en 2022",
    ],
    religion: [
        "musulman pratiquant",
        "Fait le ramadan : éviter les matinées",
        "porte le voile, l'enlève au travail",
        "ne travaille pas pour shabbat, juive",
        "Témoin de Jéhovah",
    ],
    union: [
        "ancienne déléguée syndicale CGT",
        "était syndiqué chez son dernier employeur",
        "adhérente du parti",
        "a fait grève en 2023",
    ],
    sexualLife: ["est gay, en parle librement", "homosexuelle", "personne transgenre"],
};

/** What an animateur types every day, and what tells nothing of the kind. */
const HARMLESS = [
    "Aide-soignante, cherche dans le secteur de la santé",
    "A travaillé à l'hôpital Nord comme agent d'entretien",
    "Prépare le concours d'auxiliaire de puériculture",
    "Dossier à la caisse primaire d'assurance maladie",
    "Sécurité dans l'enceinte du stade",
    "Expérience auprès de personnes handicapées",
    "Quartier de la Maladière, boissons alcooliques",
    "Employeur : rendez-vous avec la référente handicap",
    "Vente de boissons alcoolisées, rayon alcools",
    "Gestion des allergènes, HACCP acquis",
    "Garde d'enfants malades à domicile",
    "Surveillant de prison : concours en mai",
    "Adresse invalide, à corriger",
    "Permis B et CACES détenus",
    "Contrôle d'accès, agent de prévention et de sécurité",
    "Parle arabe, anglais et portugais couramment",
    "Cuisine africaine et restauration rapide",
    "D'origine contrôlée, rayon vins",
    "À l'origine de la demande : sa conseillère",
    "Habite place de l'Église, près de la mosquée",
    "Merci de prévenir la veille, prière de rappeler",
    "Sait faire des religieuses et des éclairs",
    "École de voile, moniteur",
    "Boucherie halal du marché",
    "Syndicat d'initiative de La Ciotat",
    "Syndic de copropriété, syndicat mixte des eaux",
    "Travaille en équipe, autonome, motivée, ponctuelle",
    "Test à l'aveugle en pâtisserie",
    "Dégustation, opération commerciale du printemps",
    "Le procès-verbal de la réunion est signé",
    "Déposer la candidature, puis relancer l'employeur lundi",
    "Objectif : trois candidatures et un CV à jour",
    "Politique de la ville, quartier prioritaire",
    "Cherche un mi-temps le matin",
    "Porter des charges, conduire un chariot",
    "Traitement des commandes et des retours",
    "Suivi psychosocial ? Non : suivi de chantier",
    "Diversité des postes : vente, accueil, caisse",
    "Sa voiture est en panne, covoiturage possible",
    "",
];

for (const [category, sentences] of Object.entries(TOLD)) {
    test(`${category} is found in what is typed`, () => {
        for (const sentence of sentences) {
            const found = findSensitive(sentence).map((one) => one.category);
            expect(found).toInclude(category, { message: sentence });
        }
    });
}

test("everyday sentences are left alone", () => {
    for (const sentence of HARMLESS) {
        expect(findSensitive(sentence)).toEqual([], { message: sentence });
    }
});

test("the word is told as it was typed, whatever stands before it", () => {
    expect(findSensitive("😀 Œuvre… En ARRÊT MALADIE !")).toEqual([
        { category: "health", word: "ARRÊT MALADIE" },
    ]);
});

test("a long text is read while it is typed", () => {
    const start = performance.now();
    for (let time = 0; time < 10; time++) {
        findSensitive("Motivée, ponctuelle, cherche un emploi de vendeuse. ".repeat(200));
    }
    expect(performance.now() - start).toBeLessThan(1000);
});
