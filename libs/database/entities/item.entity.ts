import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** Something bought that has a dated price: a yarn, a dye. */
@Entity('items')
export class Item {
  @PrimaryGeneratedColumn('identity', { type: 'integer', generatedIdentity: 'ALWAYS' })
  id: number;

  @Column({ type: 'text', unique: true })
  code: string;

  @Column({ type: 'text', nullable: true })
  name: string | null;

  @Column({ type: 'text', nullable: true })
  unit: string | null;
}
