import {
  Column,
  CreateDateColumn,
  Entity,
  JoinColumn,
  ManyToOne,
  PrimaryGeneratedColumn,
  type Relation,
} from 'typeorm';
import { Item } from './item.entity.js';
import { Parameter } from './parameter.entity.js';

/** Value of a parameter, or price of an item, from `effectiveDate` up to but not on `expiredDate`. */
@Entity('price_rates')
export class PriceRate {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id: string;

  @ManyToOne(() => Parameter, { nullable: true })
  @JoinColumn({ name: 'parameter_id' })
  parameter: Relation<Parameter> | null;

  @ManyToOne(() => Item, { nullable: true })
  @JoinColumn({ name: 'item_id' })
  item: Relation<Item> | null;

  /** Exact decimal, at most 12 digits on either side of the point. */
  @Column({ name: 'rate_value', type: 'numeric', precision: 24, scale: 12 })
  rateValue: string;

  /** `YYYY-MM-DD` */
  @Column({ name: 'effective_date', type: 'date' })
  effectiveDate: string;

  @Column({ name: 'expired_date', type: 'date', nullable: true })
  expiredDate: string | null;

  @Column({ type: 'text', nullable: true })
  notes: string | null;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;
}
