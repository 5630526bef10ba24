import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** Heading under which people find parameters. */
@Entity('parameter_groups')
export class ParameterGroup {
  @PrimaryGeneratedColumn('identity', { type: 'smallint', generatedIdentity: 'ALWAYS' })
  id: number;

  @Column({ type: 'text', unique: true })
  name: string;
}
