import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** What a mill does to its goods: carding, spinning, dyeing … */
@Entity('processes')
export class Process {
  @PrimaryGeneratedColumn('identity', { type: 'integer', generatedIdentity: 'ALWAYS' })
  id: number;

  @Column({ type: 'text', unique: true })
  code: string;

  @Column({ type: 'text' })
  name: string;
}
