import { defineTexts } from '../../kit/defineTexts.ts';

export const useManageTexts = defineTexts(
  'manage',
  {
    'title': '机构与人员', 'tab.accounts': '人员', 'tab.organisations': '机构与合同', 'tab.villages': '村（社区）', 'all': '全部机构', 'organisation': '机构', 'role': '岗位', 'name': '姓名', 'required': '请填写这一项。', 'save': '保存',
    'search': '查找人员', 'search.hint': '姓名或用户名', 'empty': '没有符合条件的人员',
    'state.active': '在用', 'state.disabled': '{{at}} 停用', 'state.ended': '合同到期，不能登录',
    'account.add': '开通账号', 'account.password': '重设密码', 'account.disable': '停用', 'account.enable': '恢复使用', 'account.disable.sure': '停用{{name}}的账号？正在使用的登录会立即失效。',
    'username.hint': '3 到 32 位小写字母、数字、点、横线或下划线', 'password.first': '初始密码', 'password.hint': '至少 10 位', 'password.title': '为{{name}}重设密码', 'password.new': '新密码', 'password.ends': '保存后，此人所有登录立即失效。',
    'organisation.add': '新增机构', 'organisation.edit': '修改', 'organisation.name': '机构名称', 'organisation.kind': '机构类别', 'organisation.people': '在用账号 {{count}} 个',
    'kind.district': '区民政部门', 'kind.town': '镇（街道）', 'kind.vendor': '受委托机构', 'contract.number': '合同编号', 'contract.period': '合同期限', 'contract.period.hint': '首尾两天均有效；到期后该机构的账号自动停用。', 'contract.towns': '服务的镇（街道）', 'contract.over': '不在合同期',
    'village.add': '添加', 'village.add.to': '为{{town}}添加村（社区）', 'village.name': '村（社区）名称',
  },
  {
    'title': 'Organisations and people', 'tab.accounts': 'People', 'tab.organisations': 'Organisations', 'tab.villages': 'Villages', 'all': 'All organisations', 'organisation': 'Organisation', 'role': 'Role', 'name': 'Name', 'required': 'Please fill this in.', 'save': 'Save',
    'search': 'Find people', 'search.hint': 'Name or user name', 'empty': 'Nobody like this',
    'state.active': 'Active', 'state.disabled': 'Disabled {{at}}', 'state.ended': 'Contract over, no sign-in',
    'account.add': 'Open an account', 'account.password': 'New password', 'account.disable': 'Disable', 'account.enable': 'Enable', 'account.disable.sure': 'Disable {{name}}’s account? Open sessions end at once.',
    'username.hint': '3 to 32 lower-case letters, digits, dots, dashes or underscores', 'password.first': 'First password', 'password.hint': 'At least 10 characters', 'password.title': 'New password for {{name}}', 'password.new': 'New password', 'password.ends': 'All sessions of this person end.',
    'organisation.add': 'Add an organisation', 'organisation.edit': 'Edit', 'organisation.name': 'Name', 'organisation.kind': 'Kind', 'organisation.people': '{{count}} active accounts',
    'kind.district': 'District office', 'kind.town': 'Town', 'kind.vendor': 'Contracted', 'contract.number': 'Contract', 'contract.period': 'Period', 'contract.period.hint': 'Both days included; its accounts end with it.', 'contract.towns': 'Towns covered', 'contract.over': 'No contract in force',
    'village.add': 'Add', 'village.add.to': 'Add a village to {{town}}', 'village.name': 'Village or neighbourhood',
  },
);
