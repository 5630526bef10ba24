import type { MigrationInterface, QueryRunner } from 'typeorm';

const UNPRINTABLE = String.raw`[\u0001-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]`;
/** The same but line breaks: a cell of a spreadsheet has them. */
const UNPRINTABLE_IN_NOTES = UNPRINTABLE.replace(
  String.raw`\u0001-\u001F`,
  String.raw`\u0001-\u0009\u000B\u000C\u000E-\u001F`,
);

/** NOT VALID as the constraint before it: older rows stay, and are refused only when they are written again. */
const replace = (characters: string): string =>
  `ALTER TABLE price_rates DROP CONSTRAINT price_rates_printable,
     ADD CONSTRAINT price_rates_printable CHECK (notes !~ '${characters}') NOT VALID`;

/** Notes of rates may have line breaks. */
export class NotesWithLineBreaks1796079900000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(replace(UNPRINTABLE_IN_NOTES));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(replace(UNPRINTABLE));
  }
}
