import { Column, Entity, JoinColumn, ManyToOne, PrimaryGeneratedColumn, type Relation } from 'typeorm';
import { Item } from './item.entity.js';
import { ParameterGroup } from './parameter-group.entity.js';

/** A named input of cost formulas. */
@Entity('parameters')
export class Parameter {
  @PrimaryGeneratedColumn('identity', { type: 'smallint', generatedIdentity: 'ALWAYS' })
  id: number;

  @Column({ type: 'text', unique: true })
  key: string;

  @Column({ type: 'text', default: 'NUMBER' })
  kind: 'NUMBER' | 'ITEM';

  @Column({ type: 'text', nullable: true })
  label: string | null;

  @Column({ type: 'text', nullable: true })
  unit: string | null;

  @ManyToOne(() => ParameterGroup, { nullable: true })
  @JoinColumn({ name: 'group_id' })
  group: Relation<ParameterGroup> | null;

  /** Of a `NUMBER` only. */
  @Column({ name: 'default_value', type: 'double precision', nullable: true })
  defaultValue: number | null;

  /** Of an `ITEM` only. */
  @ManyToOne(() => Item, { nullable: true })
  @JoinColumn({ name: 'default_item_id' })
  defaultItem: Relation<Item> | null;

  /** Of an `ITEM` the bounds of the item's price. */
  @Column({ type: 'double precision', nullable: true })
  minimum: number | null;

  @Column({ type: 'double precision', nullable: true })
  maximum: number | null;
}
