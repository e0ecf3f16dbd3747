{
    "name": "Clubs Ambition: accounts",
    "version": "19.0.1.0.0",
    "summary": "Long passwords, locked screens, second factor and passkeys for the clubs",
    "category": "Human Resources/Employment",
    "author": "Clubs Ambition contributors",
    "license": "LGPL-3",
    "depends": [
        "clubs_ambition",
        "auth_passkey",
        "auth_password_policy",
        "auth_timeout",
        "auth_totp",
        "auth_totp_mail",
    ],
    "post_init_hook": "post_init_hook",
}
