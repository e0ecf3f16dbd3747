/** What says something of somebody's sexual life or orientation. See `health.js`. */
export const sexualLife = {
    words: [
        "homosexu*",
        "hétérosexu*",
        "bisexu*",
        "lesbienne*",
        "est gay",
        "transgenre*",
        "transsexu*",
        "transidentité",
        "changement de sexe",
        "orientation sexuelle",
        "identité de genre",
        "vie sexuelle",
        "sexualité",
        "LGBT*",
        "prostitu*",
    ],
    except: [],
};
