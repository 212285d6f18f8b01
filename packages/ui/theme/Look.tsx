import { ConfigProvider } from 'antd'
import type { ReactNode } from 'react'
import { palettes } from './palette.ts'
import { useTheme } from './theme.ts'

/** What antd draws, drawn from our palette: hairlines, no shadows, the height of our own fields. */
export function Look({ children }: { children: ReactNode }) {
  const p = palettes[useTheme()]
  return (
    <ConfigProvider
      theme={{
        token: {
          colorPrimary: p.accent,
          colorBgContainer: p.well,
          colorBgElevated: p.raised,
          colorBorder: p.field,
          colorText: p.ink,
          colorTextPlaceholder: p.ink3,
          colorTextQuaternary: p.ink3,
          colorTextDisabled: p.ink3,
          controlItemBgHover: p.hover,
          controlItemBgActive: p.accentWash,
          controlOutline: 'transparent',
          boxShadow: 'none',
          boxShadowSecondary: `0 0 0 1px ${p.lineStrong}`,
          borderRadius: 3,
          borderRadiusLG: 3,
          borderRadiusSM: 2,
          fontFamily: 'var(--font)',
          fontSize: 13,
          controlHeight: 32,
          motion: false,
        },
        components: {
          Select: {
            optionSelectedColor: p.accent,
            optionActiveBg: p.hover,
            optionSelectedBg: p.accentWash,
            optionHeight: 28,
            optionPadding: '4px 8px',
            optionFontSize: 13,
          },
        },
      }}
    >
      {children}
    </ConfigProvider>
  )
}
