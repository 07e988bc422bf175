import { catalogue } from '@/app/language';

/** The words of the files of a record. */
export const f = catalogue('files', {
  file: 'File',
  showFile: (name: string) => `Show ${name}`,
  rename: (name: string) => `Rename ${name}`,
  nameOf: (name: string) => `New name of ${name}`,
  drop: 'Drop files here, paste them, or choose them.',
  uploading: (name: string) => `Uploading ${name}`,
  stop: (name: string) => `Stop uploading ${name}`,
  noLonger: (name: string) => `${name} deleted`,
});
