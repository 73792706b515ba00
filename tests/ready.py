"""Makes, while the linters run, what the tests would make first and wait for: the migrated database, static files, the faces of the paper."""

import django

from documents.fonts import faces, fonts_folder
from tests import databases, static_files


def main() -> None:
    django.setup()
    databases.make_template()
    static_files.collect()
    faces(fonts_folder())


if __name__ == "__main__":
    main()
