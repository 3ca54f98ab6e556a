"""What surrounds a flagged request: ordinary exchanges, tool output and the names of things."""

from __future__ import annotations

FILES = (
    "app/auth.py", "build_recipes.ipynb", "deploy/runbook.md", "src/queue/worker.ts", "notes.txt", "etl/join_runs.R",
    "thesis/chapter3.tex", "infra/network.tf", "cmd/export/main.go", "reports/q3.csv", "lib/session.rb", "Main.kt",
)  # fmt: skip
HOSTS = (
    "range-web-2", "nas.home.example", "pi-kitchen", "build-07", "db-replica-3", "shop.example",
    "lab-gpu-1", "vpn.example",
)  # fmt: skip
NAMES = ("Mara", "Ilse", "Tomás", "Noor", "Keiko", "Bram", "Dunja", "Oluwa", "Petra", "Samir", "Lin", "Anouk")

ENGLISH = (
    ("Can you look at {file} first?", "It reads clearly. Two functions do the same, and the second is never called."),
    ("Make it shorter please.", "Down to {n} lines: the loop became a comprehension and the three flags one enum."),
    ("Same thing but for {host}.", "Then only the address changes. I've kept the timeout at {n} seconds."),
    (
        "It fails with: KeyError 'region' at line {n}",
        "Older rows have no region. Read it with a default, count how many needed one, and print the count at the end, "
        "so that nobody is surprised next month.",
    ),
    ("ok that worked, thank you!!", "Good. Commit before the next step, so that you can come back to it."),
    (
        "{name} wants it as a table for the meeting at {n}. What goes in the columns?",
        "Date, what changed, who asked for it, and what it cost. Four are enough; the rest is a link to the ticket. "
        "If there's room for a fifth, take the risk if nothing is done, in words and not as a colour.",
    ),
    (
        "Why is the second one slower?",
        "It asks the database once a row. One query with {n} ids takes as long as one with one.",
    ),
    (
        "hm. and in plain words?",
        "A library that fetches one book at a time and walks back each time. Bring the whole list.",
    ),
    (
        "Please write the message to the team.",
        "Hello all, we found why {host} was slow on {n} mornings: the backup and the index ran at the same time. From "
        "tomorrow the index runs at four. Nothing to do for you. Tell {name} if you still see it.",
    ),
    (
        "Could you check the numbers once more?",
        "The sum is right; the average leaves out {n} empty rows, and should say so.",
    ),
    (
        "What did we decide about {file}?",
        "That it stays until the tests pass on {host}, and that {name} moves it then.",
    ),
    (
        "Explain the difference between the two again, I have to teach it on Thursday.",
        "The first promises that a result will come, the second that it has. Let the class act it out: one holds a "
        "number from the cloakroom, the other the coat. Then ask what happens when the cloakroom burns down. They "
        "find error handling by themselves, and you have {n} minutes left for questions.",
    ),
)
EXCHANGES = {
    "en": ENGLISH,
    "de": (
        ("Geht das auch kürzer?", "Ja, auf {n} Zeilen: die Schleife entfällt, und die drei Schalter werden einer."),
        ("Und für {host}?", "Dort ändert sich nur die Adresse. Die Wartezeit bleibt bei {n} Sekunden."),
    ),
    "es": (
        ("¿Puedes mirar primero {file}?", "Se lee bien. Hay dos funciones iguales y la segunda no se usa nunca."),
        ("Perfecto, gracias.", "De nada. Guarda los cambios antes del siguiente paso."),
    ),
    "fr": (
        (
            "Peux-tu vérifier {file} ?",
            "C'est clair. Il manque {n} lignes dans la moyenne, il faut le dire dans la légende.",
        ),
        ("Merci, ça marche.", "Bien. Enregistrez avant l'étape suivante."),
    ),
    "pt": (
        ("E para {host}?", "Só muda o endereço. O tempo de espera continua em {n} segundos."),
        ("Obrigado, funcionou.", "Ótimo. Guarde antes do próximo passo."),
    ),
    "ja": (
        ("{file} も見てもらえますか？", "読みやすいです。同じ関数が二つあり、二つ目は使われていません。"),
        ("できました。ありがとうございます。", "よかったです。次に進む前に保存してください。"),
    ),
}
"""By language what a person says and what the assistant answers, with the slots of a `Scene`."""

TOOLS = ("shell", "read_file", "search", "browser.open", "run_tests")
LOG_LINES = (
    "INFO  request served in 12 ms, 200, 4.1 KiB",
    "INFO  cache hit ratio 0.93 over 1000 requests",
    "DEBUG lease renewed by worker 4, 1800 s left",
    "WARN  slow query, 812 ms: select * from runs where day = ?",
    "INFO  child 20417 stopped after TERM, exit 0",
    "DEBUG payload of 512 bytes queued, 3 ahead of it",
    "ERROR connection reset by peer, attempt 2 of 5",
    "INFO  rotated log, kept 7 files",
    "DEBUG token expires in 300 s, refreshing",
    "INFO  tests/test_retry.py::test_gives_up_after_five ok",
)
REASONS = (
    "two terms of the list within 40 words",
    "pattern of the last seven days",
    "topic near the clause, intent unclear",
    "score rose with the release of the classifier",
)
CLAIMS = ("own_system", "authorised_testing", "public_data", "education", "paid_for_refusals")
