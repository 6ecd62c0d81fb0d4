import type { ThemeConfig } from 'antd';

/** Ant Design in this house's colours; the same values as the custom properties of base.css. */
export const theme: ThemeConfig = {
  token: {
    colorPrimary: '#0b6570',
    colorInfo: '#0b6570',
    colorLink: '#0b6570',
    colorSuccess: '#1b6e45',
    colorWarning: '#b36b00',
    colorError: '#b3261e',
    colorText: '#18262d',
    colorTextSecondary: '#55636b',
    colorTextPlaceholder: '#65727a',
    colorBgLayout: '#f6f4ef',
    colorBorder: '#cfc8ba',
    colorBorderSecondary: '#e4dfd5',
    borderRadius: 10,
    fontSize: 15,
    fontSizeLG: 16,
    controlHeight: 40,
    controlHeightLG: 50,
    fontFamily: 'var(--font)',
    controlItemBgActiveHover: '#d3e7e5',
    wireframe: false,
  },
  components: {
    Button: { fontWeight: 500, primaryShadow: 'none', defaultShadow: 'none' },
    Form: { itemMarginBottom: 20, verticalLabelPadding: '0 0 4px', labelHeight: 24 },
    Select: { optionSelectedBg: '#e2f0ef', optionActiveBg: '#f6f4ef' },
    Segmented: { trackBg: '#efece5' },
    Table: { headerBg: '#faf8f4', headerColor: '#55636b', cellPaddingBlock: 16 },
  },
};
