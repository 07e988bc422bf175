import '@fontsource-variable/inter/wght.css';
import '@mantine/core/styles.layer.css';
import '@mantine/notifications/styles.layer.css';
import './app/app.css';
import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { lazy, StrictMode, Suspense } from 'react';
import { createRoot } from 'react-dom/client';
import { Problem } from './api/client';
import { askedFor, speak } from './app/language';
import { makeRouter } from './app/router';
import { cssVariablesResolver, theme } from './app/theme';

// What is said before it is there waits in its store.
const Notices = lazy(() => import('./app/Notices'));
const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      // What the server refused stays refused; a broken line may come back.
      retry: (count, error) => !(error instanceof Problem && error.status < 500) && count < 2,
    },
  },
});
const router = makeRouter(queries);
declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}

const show = () => createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <MantineProvider theme={theme} cssVariablesResolver={cssVariablesResolver} defaultColorScheme="auto">
        <Suspense><Notices /></Suspense>
        <RouterProvider router={router} />
      </MantineProvider>
    </QueryClientProvider>
  </StrictMode>,
);
// Who is not signed in is spoken to as the browser asks; in English when that cannot be had.
// Not awaited at the top: the bundler would cut everything around it into dozens of pieces.
speak(askedFor()).then(show, show);
