import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** A product family; its variants inherit its parameters. */
@Entity('master_yarns')
export class MasterYarn {
  @PrimaryGeneratedColumn('identity', { type: 'integer', generatedIdentity: 'ALWAYS' })
  id: number;

  @Column({ type: 'text', unique: true })
  code: string;

  @Column({ type: 'text' })
  name: string;

  /** Packed: see `packParameters`. */
  @Column({ type: 'bytea', default: '' })
  parameters: Buffer;
}
