import { QueryClientProvider } from '@tanstack/react-query';
import { ConfigProvider } from 'antd';
import { useEffect, useState } from 'react';
import { RouterProvider } from 'react-router/dom';
import { useKitTexts } from '../kit/texts.ts';
import { theme } from '../kit/theme.ts';
import { createQueries } from './createQueries.ts';
import { createRouter } from './routes.tsx';

export function App() {
  const [queries] = useState(createQueries);
  const [router] = useState(createRouter);
  const kit = useKitTexts();
  useEffect(() => {
    document.title = kit('product.long');
  }, [kit]);
  return (
    <ConfigProvider
      theme={theme}
      // Without the space Ant Design puts between two Chinese characters of a button.
      button={{ autoInsertSpace: false }}
    >
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </ConfigProvider>
  );
}
